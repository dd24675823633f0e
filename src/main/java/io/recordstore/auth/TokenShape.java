package io.recordstore.auth;

import biscuit.format.schema.Schema;
import com.google.protobuf.MessageOrBuilder;
import io.recordstore.fault.LimitExceeded;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds what a token's Datalog can cost, before any of it runs.
 *
 * <p>Walks every message of every block. What the format has but this server's engine would read as something else (a
 * newer kind of check, an unknown operator) is refused, because the engine skips what it does not know: it would take
 * {@code reject if} for {@code check if}.
 */
final class TokenShape {
    private final TokenLimits limits;
    private final TokenSymbols symbols = new TokenSymbols();
    private final JoinCost cost = new JoinCost();
    private final Set<String> derivedNames = new HashSet<>();
    private int symbolCount;
    private int facts;
    private int rules;
    private int checks;
    private int regexes;

    private TokenShape(TokenLimits limits) {
        this.limits = limits;
    }

    /**
     * The token's strings, once its shape is within the limits.
     *
     * @throws io.recordstore.fault.LimitExceeded naming the limit that it is over
     * @throws io.recordstore.fault.Unauthenticated when it is malformed or uses what this server does not take
     */
    static TokenSymbols check(List<Schema.Block> blocks, TokenLimits limits) {
        TokenShape shape = new TokenShape(limits);
        blocks.forEach(shape::readSymbols);
        for (int i = 0; i < blocks.size(); i++) {
            shape.countFacts(blocks.get(i), i == 0);
        }
        blocks.forEach(shape::readRuleHeads);
        blocks.forEach(shape::countRules);
        blocks.forEach(shape::countChecks);
        shape.within("steps", shape.cost.steps(), limits.steps());
        return shape.symbols;
    }

    static void refuseUnknownFields(MessageOrBuilder message) {
        if (!message.getUnknownFields().asMap().isEmpty()) {
            throw MalformedToken.unsupported("it uses a newer version of the format");
        }
    }

    private void readSymbols(Schema.Block block) {
        refuseUnknownFields(block);
        symbolCount += block.getSymbolsCount();
        within("symbols", symbolCount, limits.symbols());
        for (String symbol : block.getSymbolsList()) {
            within("symbol-length", symbol.length(), limits.symbolLength());
            symbols.add(symbol);
        }
        checkScopes(block.getScopeList());
    }

    private void countFacts(Schema.Block block, boolean isAuthority) {
        facts += block.getFactsV2Count();
        within("facts", facts, limits.facts());
        refuseInLaterBlocks("facts", block.getFactsV2Count(), isAuthority);
        refuseInLaterBlocks("rules", block.getRulesV2Count(), isAuthority);
        for (Schema.FactV2 fact : block.getFactsV2List()) {
            refuseUnknownFields(fact);
            cost.addFact(checkHead(fact.getPredicate()));
        }
    }

    private void readRuleHeads(Schema.Block block) {
        rules += block.getRulesV2Count();
        within("rules", rules, limits.rules());
        for (Schema.RuleV2 rule : block.getRulesV2List()) {
            derivedNames.add(checkHead(rule.getHead()));
        }
    }

    private void countRules(Schema.Block block) {
        for (Schema.RuleV2 rule : block.getRulesV2List()) {
            int operations = checkBody(rule);
            if (bodyNames(rule).stream().anyMatch(derivedNames::contains)) {
                throw MalformedToken.unsupported("a rule builds on what a rule derives");
            }
            cost.addRule(symbols.get(rule.getHead().getName()), bodyNames(rule), operations);
        }
    }

    private void countChecks(Schema.Block block) {
        checks += block.getChecksV2Count();
        within("checks", checks, limits.checks());
        for (Schema.CheckV2 check : block.getChecksV2List()) {
            refuseUnknownFields(check);
            within("queries", check.getQueriesCount(), limits.queries());
            for (Schema.RuleV2 query : check.getQueriesList()) {
                checkPredicate(query.getHead());
                cost.addQuery(bodyNames(query), checkBody(query));
            }
        }
    }

    private String checkHead(Schema.PredicateV2 head) {
        checkPredicate(head);
        String name = symbols.get(head.getName());
        if (Vocabulary.SERVER_FACTS.contains(name)) {
            throw MalformedToken.unsupported("it states \"" + name + "\", which only the server may state");
        }
        return name;
    }

    private int checkBody(Schema.RuleV2 rule) {
        refuseUnknownFields(rule);
        within("predicates", rule.getBodyCount(), limits.predicates());
        within("expressions", rule.getExpressionsCount(), limits.expressions());
        rule.getBodyList().forEach(this::checkPredicate);
        checkScopes(rule.getScopeList());
        int operations = 0;
        for (Schema.ExpressionV2 expression : rule.getExpressionsList()) {
            operations += checkExpression(expression);
        }
        return operations;
    }

    private List<String> bodyNames(Schema.RuleV2 rule) {
        return rule.getBodyList().stream()
                .map(predicate -> symbols.get(predicate.getName()))
                .toList();
    }

    private void checkPredicate(Schema.PredicateV2 predicate) {
        refuseUnknownFields(predicate);
        symbols.get(predicate.getName());
        within("terms", predicate.getTermsCount(), limits.terms());
        predicate.getTermsList().forEach(this::checkTerm);
    }

    private int checkTerm(Schema.TermV2 term) {
        refuseUnknownFields(term);
        switch (term.getContentCase()) {
            case STRING -> symbols.get(term.getString());
            case VARIABLE -> symbols.get(term.getVariable());
            case SET -> {
                return checkSet(term.getSet());
            }
            case CONTENT_NOT_SET -> throw MalformedToken.because("a term has no value");
            default -> {}
        }
        return 1;
    }

    private int checkSet(Schema.TermSet set) {
        refuseUnknownFields(set);
        within("set-size", set.getSetCount(), limits.setSize());
        for (Schema.TermV2 element : set.getSetList()) {
            if (element.hasSet() || element.hasVariable()) {
                throw MalformedToken.because("a set holds a set or a variable");
            }
            checkTerm(element);
        }
        return 1 + set.getSetCount();
    }

    private int checkExpression(Schema.ExpressionV2 expression) {
        refuseUnknownFields(expression);
        within("operations", expression.getOpsCount(), limits.operations());
        regexes += ExpressionShape.check(expression);
        within("regexes", regexes, limits.regexes());
        int weight = 0;
        for (Schema.Op op : expression.getOpsList()) {
            weight += op.hasValue() ? checkTerm(op.getValue()) : 1;
        }
        return weight;
    }

    private static void checkScopes(List<Schema.Scope> scopes) {
        scopes.forEach(TokenShape::refuseUnknownFields);
    }

    private void refuseInLaterBlocks(String what, int count, boolean isAuthority) {
        if (count > 0 && !isAuthority && !limits.factsInLaterBlocks()) {
            throw new LimitExceeded(
                    "facts-in-later-blocks",
                    "false",
                    "the token has " + what + " outside its first block: only checks narrow a token");
        }
    }

    private void within(String limit, long actual, long allowed) {
        if (actual > allowed) {
            throw new LimitExceeded(
                    "recordstore.tokens.limits." + limit,
                    Long.toString(allowed),
                    "the token is over the limit of " + allowed + " " + limit.replace('-', ' '));
        }
    }
}
