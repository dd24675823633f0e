package io.recordstore.cli;

import io.recordstore.cli.output.Output;
import io.recordstore.cli.output.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Runs commands as a shell does, with streams that are captured. */
final class CommandRun {
    private final Map<String, String> environment = new HashMap<>();
    private byte[] input = new byte[0];
    private boolean outIsTerminal;
    private boolean errIsTerminal;

    /**
     * What a command left behind.
     *
     * @param exitCode what the shell sees
     */
    record Result(int exitCode, String out, String err) {}

    /** A shell in which a server and a token are set. */
    static CommandRun against(int port, String token) {
        return offline().with("RECORDSTORE_SERVER", "localhost:" + port).with("RECORDSTORE_TOKEN", token);
    }

    /** A shell in which nothing is set, and no server in dev mode has run. */
    static CommandRun offline() {
        return new CommandRun().with("RECORDSTORE_DEV_DIRECTORY", "target/no-such-folder");
    }

    CommandRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    CommandRun without(String variable) {
        environment.remove(variable);
        return this;
    }

    CommandRun input(String text) {
        input = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** Whether people see standard output and error. */
    CommandRun onTerminal() {
        outIsTerminal = true;
        errIsTerminal = true;
        return this;
    }

    Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = RecordStore.run(
                new Terminal(
                        new ByteArrayInputStream(input),
                        new Output(out),
                        new Output(err),
                        false,
                        outIsTerminal,
                        errIsTerminal,
                        environment),
                arguments);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs what must succeed, and returns its output. */
    String ok(String... arguments) {
        Result result = run(arguments);
        if (result.exitCode() != 0) {
            throw new AssertionError(String.join(" ", arguments) + " failed: " + result);
        }
        return result.out();
    }
}
