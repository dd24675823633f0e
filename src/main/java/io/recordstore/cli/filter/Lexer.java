package io.recordstore.cli.filter;

import io.recordstore.cli.filter.Lexeme.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts an expression into words. */
final class Lexer {
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*(\\.[\\p{L}_][\\p{L}\\p{N}_]*)*");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d+(\\.\\d+)?|\\.\\d+)([eE][-+]?\\d+)?(?![\\p{L}\\d_.])");
    private static final Pattern SYMBOL = Pattern.compile("<=|>=|<>|!=|==|[=<>(),-]");
    private static final int HEX_DIGITS = 4;
    private static final int HEXADECIMAL = 16;

    private final String text;
    private final List<Lexeme> words = new ArrayList<>();
    private int position;

    private Lexer(String text) {
        this.text = text;
    }

    /** @throws SyntaxError at what is no word */
    static List<Lexeme> read(String text) {
        return new Lexer(text).readAll();
    }

    private List<Lexeme> readAll() {
        while (true) {
            skipSpace();
            if (position == text.length()) {
                words.add(new Lexeme(Kind.END, "", position + 1));
                return words;
            }
            readOne();
        }
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private void readOne() {
        char first = text.charAt(position);
        if (first == '"' || first == '\'') {
            readQuoted(Kind.STRING);
        } else if (first == '`') {
            readQuoted(Kind.QUOTED_WORD);
        } else if (!matches(WORD, Kind.WORD) && !matches(NUMBER, Kind.NUMBER) && !matches(SYMBOL, Kind.SYMBOL)) {
            throw new SyntaxError(text, position + 1, "'" + first + "' means nothing here" + suggestion(first));
        }
    }

    private static String suggestion(char first) {
        return switch (first) {
            case '&' -> ": write 'and'";
            case '|' -> ": write 'or'";
            case '!' -> ": write 'not'";
            case '“', '”', '‘', '’' -> ": strings stand in straight quotes, \"like this\"";
            default -> "";
        };
    }

    private boolean matches(Pattern pattern, Kind kind) {
        Matcher matcher = pattern.matcher(text).region(position, text.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        words.add(new Lexeme(kind, matcher.group(), position + 1));
        position = matcher.end();
        return true;
    }

    private void readQuoted(Kind kind) {
        int start = position;
        char quote = text.charAt(position++);
        StringBuilder value = new StringBuilder();
        while (position < text.length()) {
            char next = text.charAt(position++);
            if (next == '\\' && kind == Kind.STRING) {
                value.append(readEscape());
            } else if (next != quote) {
                value.append(next);
            } else if (position < text.length() && text.charAt(position) == quote) {
                value.append(quote);
                position++;
            } else {
                words.add(new Lexeme(kind, value.toString(), start + 1));
                return;
            }
        }
        throw new SyntaxError(text, start + 1, "the closing " + quote + " of what begins here is missing");
    }

    private char readEscape() {
        int start = position;
        char escape = position < text.length() ? text.charAt(position++) : ' ';
        return switch (escape) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '\\', '"', '\'' -> escape;
            case 'u' -> readCodeUnit(start);
            default ->
                throw new SyntaxError(
                        text, start, "a backslash stands before n, t, r, u, a quote or another backslash");
        };
    }

    private char readCodeUnit(int start) {
        int end = position + HEX_DIGITS;
        try {
            char unit = (char) Integer.parseInt(text, position, end, HEXADECIMAL);
            position = end;
            return unit;
        } catch (NumberFormatException | IndexOutOfBoundsException noCode) {
            throw new SyntaxError(text, start, "\\u is followed by four hexadecimal digits");
        }
    }
}
