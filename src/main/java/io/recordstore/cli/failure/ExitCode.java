package io.recordstore.cli.failure;

/** What a command returns to the shell; {@code docs/cli.md} lists them for users. */
public final class ExitCode {
    public static final int OK = 0;

    /** The server refused the call, or something did not work. */
    public static final int FAILED = 1;

    /** The command line was wrong; nothing was done. */
    public static final int USAGE = 2;

    /** What was asked for is not there. */
    public static final int NOT_FOUND = 3;

    /** No token, a bad one, or one that does not allow this. */
    public static final int DENIED = 4;

    /** No server answered, or not in time: the same command may work later. */
    public static final int UNAVAILABLE = 5;

    private ExitCode() {}
}
