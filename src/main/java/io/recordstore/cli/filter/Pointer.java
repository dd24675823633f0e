package io.recordstore.cli.filter;

/** An expression with a mark under one of its columns. */
public final class Pointer {
    /** What is shown on either side of the place, so that a long expression still fits on a line. */
    private static final int CONTEXT = 50;

    private Pointer() {}

    /**
     * Two lines, each indented by two spaces.
     *
     * @param column from 1; one past the end when something is missing there
     */
    public static String at(String expression, int column) {
        int from = Math.max(0, column - 1 - CONTEXT);
        int to = Math.min(expression.length(), column - 1 + CONTEXT);
        String shown = expression.substring(from, to).replaceAll("\\p{Cntrl}", " ");
        return "  " + shown + "\n  " + " ".repeat(column - 1 - from) + "^";
    }
}
