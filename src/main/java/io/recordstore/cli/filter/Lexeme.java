package io.recordstore.cli.filter;

/**
 * One word of an expression.
 *
 * @param text what it says: of a string without its quotes and escapes
 * @param column where it begins, from 1
 */
record Lexeme(Kind kind, String text, int column) {
    /** What a word is. */
    enum Kind {
        /** A path or a keyword. */
        WORD,
        /** A path in backquotes, which is never a keyword. */
        QUOTED_WORD,
        STRING,
        NUMBER,
        SYMBOL,
        END
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isKeyword(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    /** For an error: what was found here. */
    String shown() {
        return switch (kind) {
            case END -> "the end";
            case STRING -> "the string \"" + text + "\"";
            default -> "'" + text + "'";
        };
    }
}
