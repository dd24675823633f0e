package io.recordstore.auth;

import biscuit.format.schema.Schema;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Random;

/** A block with any facts, rules and checks; one in four is not even well-formed. */
final class RandomBlock {
    private static final List<String> NAMES = List.of(
            "within", "record_space", "record_type", "u", "p", "o", "x", "y", "delete", "prod/orders", "*", "f");

    private final Random random;
    private final int firstSymbol;
    private final boolean wellFormed;

    /** @param firstSymbol the number of this block's first symbol */
    RandomBlock(Random random, int firstSymbol) {
        this.random = random;
        this.firstSymbol = firstSymbol;
        this.wellFormed = random.nextInt(4) > 0;
    }

    Schema.Block message() {
        Schema.Block.Builder block = Schema.Block.newBuilder().setVersion(3 + random.nextInt(3));
        NAMES.stream().filter(name -> wellFormed || random.nextInt(12) > 0).forEach(block::addSymbols);
        for (int i = random.nextInt(6) - 3; i > 0; i--) {
            block.addFactsV2(Schema.FactV2.newBuilder().setPredicate(predicate(false)));
        }
        for (int i = random.nextInt(4) - 2; i > 0; i--) {
            block.addRulesV2(rule());
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            block.addChecksV2(check());
        }
        return block.build();
    }

    private Schema.CheckV2 check() {
        Schema.CheckV2.Builder check = Schema.CheckV2.newBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            check.addQueries(rule());
        }
        return random.nextBoolean()
                ? check.build()
                : check.setKind(Schema.CheckV2.Kind.All).build();
    }

    private Schema.RuleV2 rule() {
        Schema.RuleV2.Builder rule = Schema.RuleV2.newBuilder().setHead(predicate(true));
        for (int i = random.nextInt(5); i > 0; i--) {
            rule.addBody(predicate(true));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            rule.addExpressions(expression());
        }
        if (random.nextInt(6) == 0) {
            rule.addScope(Schema.Scope.newBuilder().setScopeType(Schema.Scope.ScopeType.Previous));
        }
        return rule.build();
    }

    private Schema.PredicateV2 predicate(boolean variables) {
        Schema.PredicateV2.Builder predicate = Schema.PredicateV2.newBuilder().setName(symbol());
        for (int i = random.nextInt(4); i > 0; i--) {
            predicate.addTerms(term(variables, true));
        }
        return predicate.build();
    }

    /** Two values and an operation, some times over. */
    private Schema.ExpressionV2 expression() {
        Schema.ExpressionV2.Builder expression = Schema.ExpressionV2.newBuilder();
        expression.addOps(Schema.Op.newBuilder().setValue(term(true, true)));
        for (int i = random.nextInt(4); i > 0; i--) {
            if (wellFormed || random.nextInt(10) > 0) {
                expression.addOps(Schema.Op.newBuilder().setValue(term(true, true)));
            }
            Schema.OpBinary.Kind[] kinds = Schema.OpBinary.Kind.values();
            expression.addOps(Schema.Op.newBuilder()
                    .setBinary(Schema.OpBinary.newBuilder().setKind(kinds[random.nextInt(kinds.length)])));
        }
        if (random.nextInt(3) == 0) {
            Schema.OpUnary.Kind[] kinds = Schema.OpUnary.Kind.values();
            expression.addOps(Schema.Op.newBuilder()
                    .setUnary(Schema.OpUnary.newBuilder().setKind(kinds[random.nextInt(kinds.length)])));
        }
        return expression.build();
    }

    private Schema.TermV2 term(boolean variables, boolean sets) {
        Schema.TermV2.Builder term = Schema.TermV2.newBuilder();
        switch (random.nextInt(sets ? 8 : 6)) {
            case 0 -> term.setInteger(random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(4));
            case 1 -> term.setDate(random.nextInt(4) == 0 ? random.nextLong() : 1_800_000_000L);
            case 2 -> term.setBool(random.nextBoolean());
            case 3 -> term.setBytes(ByteString.copyFromUtf8("x"));
            case 4, 5 -> term.setString(symbol());
            case 6 -> {
                if (variables) {
                    term.setVariable((int) symbol());
                } else {
                    term.setBool(true);
                }
            }
            default ->
                term.setSet(Schema.TermSet.newBuilder()
                        .addSet(term(false, !wellFormed && random.nextInt(10) == 0))
                        .addSet(term(false, false)));
        }
        return term.build();
    }

    private long symbol() {
        return switch (random.nextInt(12)) {
            case 0 -> wellFormed ? 0 : random.nextLong();
            case 1, 2, 3, 4 -> random.nextInt(28);
            default -> 1024 + random.nextInt(firstSymbol - 1024 + NAMES.size());
        };
    }
}
