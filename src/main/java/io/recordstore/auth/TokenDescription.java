package io.recordstore.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.biscuitsec.biscuit.datalog.Check;
import org.biscuitsec.biscuit.datalog.SymbolTable;

/** Puts what a token says in words that people read. */
final class TokenDescription {
    private final SignedToken token;
    private final SymbolTable symbols = new SymbolTable();

    TokenDescription(SignedToken token) {
        this.token = token;
        token.blocks().stream()
                .flatMap(block -> block.getSymbolsList().stream())
                .map(TokenDescription::escaped)
                .forEach(symbols.symbols::add);
    }

    /** Each block with its checks. */
    List<Inspection.Block> blocks(List<String> revocationIds) {
        List<List<Check>> checks = token.biscuit().checks();
        List<Inspection.Block> blocks = new ArrayList<>();
        for (int i = 0; i < revocationIds.size(); i++) {
            List<String> texts =
                    checks.get(i).stream().map(symbols::print_check).toList();
            blocks.add(new Inspection.Block(revocationIds.get(i), texts));
        }
        return blocks;
    }

    /** A right, when the terms of the fact are those of one. */
    static Optional<Inspection.Right> right(List<String> terms) {
        return switch (terms.size()) {
            case 2 -> Optional.of(new Inspection.Right(terms.get(0), Optional.empty(), terms.get(1)));
            case 3 -> Optional.of(new Inspection.Right(terms.get(0), Optional.of(terms.get(1)), terms.get(2)));
            default -> Optional.empty();
        };
    }

    /** So that a string of a token cannot look like the end of the string and another check. */
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
