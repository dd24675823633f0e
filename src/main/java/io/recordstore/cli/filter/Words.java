package io.recordstore.cli.filter;

import io.recordstore.cli.filter.Lexeme.Kind;
import io.recordstore.v1.Quantifier;
import io.recordstore.v1.Value;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of an expression, taken one after the other. */
final class Words {
    /** What cannot stand where a path is expected; a field of such a name is written in backquotes. */
    private static final Set<String> RESERVED =
            Set.of("and", "or", "not", "in", "is", "null", "between", "starts", "has", "true", "false", "like");

    private final String expression;
    private final List<Lexeme> words;
    private int position;

    Words(String expression) {
        this.expression = expression;
        this.words = Lexer.read(expression);
    }

    String expression() {
        return expression;
    }

    Lexeme next() {
        return words.get(position);
    }

    private Lexeme advance() {
        Lexeme word = words.get(position);
        if (word.kind() != Kind.END) {
            position++;
        }
        return word;
    }

    boolean take(String keyword) {
        boolean isThere = next().isKeyword(keyword);
        if (isThere) {
            advance();
        }
        return isThere;
    }

    boolean takeSymbol(String symbol) {
        boolean isThere = next().isSymbol(symbol);
        if (isThere) {
            advance();
        }
        return isThere;
    }

    /** {@code any} and {@code all} are quantifiers where a path follows, and else fields of that name. */
    Quantifier takeQuantifier() {
        Kind following = words.get(Math.min(position + 1, words.size() - 1)).kind();
        boolean pathFollows =
                following == Kind.QUOTED_WORD || following == Kind.WORD && !isReserved(words.get(position + 1));
        if (pathFollows && take("all")) {
            return Quantifier.QUANTIFIER_ALL;
        }
        if (pathFollows) {
            take("any");
        }
        return Quantifier.QUANTIFIER_UNSPECIFIED;
    }

    Lexeme requirePath() {
        Lexeme word = next();
        if (word.kind() == Kind.STRING || word.kind() == Kind.NUMBER) {
            throw error(word, "expected a field, found " + word.shown() + ": the field stands left of the comparison");
        }
        if (word.kind() != Kind.QUOTED_WORD && (word.kind() != Kind.WORD || isReserved(word))) {
            throw error(word, "expected a field, such as country or location.latitude, found " + word.shown());
        }
        return advance();
    }

    private static boolean isReserved(Lexeme word) {
        return RESERVED.contains(word.text().toLowerCase(Locale.ROOT));
    }

    void requireSymbol(String symbol, String purpose) {
        if (!takeSymbol(symbol)) {
            throw error(next(), "expected '" + symbol + "', which " + purpose + ", found " + next().shown());
        }
    }

    void requireEnd() {
        if (next().kind() != Kind.END) {
            throw error(next(), "expected 'and', 'or' or the end, found " + next().shown());
        }
    }

    /** @param before what the value stands after, for the error */
    Value requireValue(String before) {
        Lexeme word = advance();
        if (Literals.isType(word) && next().kind() == Kind.STRING) {
            return Literals.typed(word, advance(), expression);
        }
        if (word.kind() == Kind.STRING) {
            return Value.newBuilder().setStringValue(word.text()).build();
        }
        if (word.kind() == Kind.NUMBER) {
            return Literals.number(word.text(), expression, word.column());
        }
        if (word.isKeyword("true") || word.isKeyword("false")) {
            return Value.newBuilder().setBoolValue(word.isKeyword("true")).build();
        }
        if (word.isKeyword("null")) {
            throw error(word, "nothing compares with null: write 'is null' or 'is not null'");
        }
        if (word.kind() == Kind.WORD) {
            throw error(
                    word,
                    "expected a value after " + before + ", found " + word.shown()
                            + ": a string, or an enum's value, stands in quotes");
        }
        throw error(word, "expected a value after " + before + ", found " + word.shown());
    }

    SyntaxError error(Lexeme at, String message) {
        return new SyntaxError(expression, at.column(), message);
    }
}
