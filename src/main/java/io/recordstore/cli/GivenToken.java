package io.recordstore.cli;

import io.recordstore.cli.connection.Token;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The token that a command is about. */
final class GivenToken {
    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "The token; - for standard input. Better in RECORDSTORE_TOKEN: other users see command lines.")
    String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "A file with it; or RECORDSTORE_TOKEN_FILE.")
    Path file;

    /** @throws CommandFailure when there is none */
    String read(Terminal terminal) {
        if (token != null) {
            return token.equals("-") ? standardInput(terminal) : token.strip();
        }
        if (file != null) {
            return Token.ofFile(file).text();
        }
        return terminal.variable("RECORDSTORE_TOKEN")
                .map(String::strip)
                .or(() -> terminal.variable("RECORDSTORE_TOKEN_FILE")
                        .map(path -> Token.ofFile(Path.of(path)).text()))
                .orElseThrow(() -> CommandFailure.usage(
                        "there is no token: set RECORDSTORE_TOKEN, or pipe one in with --token -"));
    }

    private static String standardInput(Terminal terminal) {
        try {
            return new String(terminal.in().readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
