package io.recordstore.auth;

import biscuit.format.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import org.biscuitsec.biscuit.datalog.Check;
import org.biscuitsec.biscuit.datalog.Fact;
import org.biscuitsec.biscuit.datalog.Rule;
import org.biscuitsec.biscuit.datalog.SymbolTable;
import org.biscuitsec.biscuit.error.Error;

/**
 * The Datalog of a token's blocks, as Biscuit's own tools print it, one statement to a line. Strings are escaped, so that
 * one cannot look like its own end and another statement.
 */
final class TokenText {
    private final SymbolTable symbols = new SymbolTable();

    /** @param blocks all of the token: a later block refers to the strings of those before it */
    TokenText(List<Schema.Block> blocks) {
        blocks.stream()
                .flatMap(block -> block.getSymbolsList().stream())
                .map(TokenText::escaped)
                .forEach(symbols.symbols::add);
    }

    /** @throws Error when it is not Datalog */
    String of(Schema.Block block) throws Error.FormatError {
        List<String> lines = new ArrayList<>();
        for (Schema.FactV2 fact : block.getFactsV2List()) {
            lines.add(symbols.print_fact(Fact.deserializeV2(fact).getOrElseThrow(error -> error)));
        }
        for (Schema.RuleV2 rule : block.getRulesV2List()) {
            lines.add(symbols.print_rule(Rule.deserializeV2(rule).getOrElseThrow(error -> error)));
        }
        lines.addAll(checks(block));
        return String.join("\n", lines);
    }

    /** @throws Error when it is not Datalog */
    List<String> checks(Schema.Block block) throws Error.FormatError {
        List<String> checks = new ArrayList<>();
        for (Schema.CheckV2 check : block.getChecksV2List()) {
            checks.add(symbols.print_check(Check.deserializeV2(check).getOrElseThrow(error -> error)));
        }
        return checks;
    }

    private static String escaped(String symbol) {
        StringBuilder text = new StringBuilder();
        symbol.chars().forEach(character -> {
            if (character == '"' || character == '\\') {
                text.append('\\').append((char) character);
            } else if (Character.isISOControl(character)) {
                text.append("\\u%04x".formatted(character));
            } else {
                text.append((char) character);
            }
        });
        return text.toString();
    }
}
