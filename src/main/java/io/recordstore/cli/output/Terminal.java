package io.recordstore.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a command reads from and writes to.
 *
 * @param in standard input
 * @param out what was asked for
 * @param err what there is to say about it
 * @param inIsTerminal whether a person types the input
 * @param outIsTerminal whether a person reads the output
 * @param errIsTerminal whether a person reads what is said
 * @param environment the environment variables
 */
public record Terminal(
        InputStream in,
        Output out,
        Output err,
        boolean inIsTerminal,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> environment) {
    private static final int DEFAULT_WIDTH = 80;
    private static final int MIN_WIDTH = 40;

    public Terminal {
        environment = Map.copyOf(environment);
    }

    /** That of this process. */
    public static Terminal ofProcess() {
        return new Terminal(
                System.in,
                new Output(new FileOutputStream(FileDescriptor.out)),
                new Output(new FileOutputStream(FileDescriptor.err)),
                isTerminal(0),
                isTerminal(1),
                isTerminal(2),
                System.getenv());
    }

    /** Linux names what a descriptor is; elsewhere Java 17 knows of input and output together alone. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | RuntimeException noSuchLink) {
            return System.console() != null;
        }
    }

    /** An environment variable, when it is there and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** The columns of the terminal: what {@code COLUMNS} says, or the terminal itself, or 80. */
    public int width() {
        int width = variable("COLUMNS").map(Terminal::number).orElse(0);
        if (width == 0 && outIsTerminal) {
            width = askTerminal();
        }
        return width == 0 ? DEFAULT_WIDTH : Math.max(MIN_WIDTH, width);
    }

    private static int askTerminal() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return stty.waitFor(1, TimeUnit.SECONDS) ? number(size.substring(size.indexOf(' ') + 1)) : 0;
        } catch (IOException unknown) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static int number(String text) {
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    }

    /** Colours for what goes to {@link #out}. */
    public Style outStyle() {
        return style(outIsTerminal);
    }

    /** Colours for what goes to {@link #err}. */
    public Style errStyle() {
        return style(errIsTerminal);
    }

    private Style style(boolean isTerminal) {
        boolean isDumb = variable("TERM").filter("dumb"::equals).isPresent();
        return isTerminal && !isDumb && variable("NO_COLOR").isEmpty() ? Style.COLOURS : Style.PLAIN;
    }
}
