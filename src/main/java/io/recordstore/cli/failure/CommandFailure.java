package io.recordstore.cli.failure;

import java.util.ArrayList;
import java.util.List;

/** Ends a command: what is wrong, and what to do. Never carries a token, a key or a record. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient List<String> notes;

    /** @param notes lines that follow the message: the place, and what to do */
    public CommandFailure(int exitCode, String message, List<String> notes) {
        super(message);
        this.exitCode = exitCode;
        this.notes = List.copyOf(notes);
    }

    /** Something did not work. */
    public static CommandFailure failed(String message, String... notes) {
        return new CommandFailure(ExitCode.FAILED, message, List.of(notes));
    }

    /** The command line was wrong. */
    public static CommandFailure usage(String message, String... notes) {
        return new CommandFailure(ExitCode.USAGE, message, List.of(notes));
    }

    /** The same with another line after those that are there. */
    public CommandFailure with(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new CommandFailure(exitCode, getMessage(), more);
    }

    public int exitCode() {
        return exitCode;
    }

    public List<String> notes() {
        return notes;
    }
}
