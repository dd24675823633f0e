package io.recordstore.cli;

import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;

/** Asks before what cannot be undone. */
final class Confirmation {
    @Option(
            names = {"-y", "--yes"},
            order = 80,
            description = "Do not ask.")
    boolean yes;

    /** @throws CommandFailure when the answer is no, or nobody is there to answer */
    void ask(Terminal terminal, String question) {
        if (yes) {
            return;
        }
        if (!terminal.inIsTerminal() || !terminal.errIsTerminal()) {
            throw CommandFailure.usage("this cannot be undone: add --yes");
        }
        terminal.err().write(question + " [y/N] ");
        terminal.err().flush();
        if (!readLine(terminal).strip().equalsIgnoreCase("y")) {
            throw CommandFailure.failed("nothing was changed");
        }
    }

    private static String readLine(Terminal terminal) {
        try {
            String line = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
