package io.recordstore.cli.filter;

/** An expression that cannot be read, with the place. */
public final class SyntaxError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String expression;
    private final int column;

    /** @param column where it is wrong, from 1 */
    public SyntaxError(String expression, int column, String message) {
        super(message);
        this.expression = expression;
        this.column = column;
    }

    /** Where the expression is wrong, from 1. */
    public int column() {
        return column;
    }

    /** The expression and a mark under the place, on lines of their own. */
    public String pointer() {
        return Pointer.at(expression, column);
    }
}
