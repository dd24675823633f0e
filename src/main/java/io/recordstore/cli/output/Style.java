package io.recordstore.cli.output;

/** Colours, or none. */
public enum Style {
    /** Text as it is. */
    PLAIN,
    /** With ANSI escape sequences. */
    COLOURS;

    public String bold(String text) {
        return with("1", text);
    }

    public String dim(String text) {
        return with("2", text);
    }

    public String red(String text) {
        return with("1;31", text);
    }

    public String green(String text) {
        return with("32", text);
    }

    private String with(String code, String text) {
        return this == PLAIN ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
