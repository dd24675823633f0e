package io.recordstore.cli.connection;

import io.recordstore.auth.LocalDevToken;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The token that calls carry.
 *
 * @param text the token itself; empty when there is none
 * @param source where it is from, for error messages
 */
public record Token(String text, String source) {
    private static final Token NONE = new Token("", "nowhere: set RECORDSTORE_TOKEN");

    /** The first of --token, --token-file, RECORDSTORE_TOKEN, RECORDSTORE_TOKEN_FILE, and on this machine dev mode's. */
    static Token find(ConnectionOptions options, Terminal terminal, Address address) {
        if (options.token != null) {
            return new Token(options.token.strip(), "--token");
        }
        if (options.tokenFile != null) {
            return ofFile(options.tokenFile);
        }
        return terminal.variable("RECORDSTORE_TOKEN")
                .map(text -> new Token(text.strip(), "RECORDSTORE_TOKEN"))
                .or(() -> options.tokenFile(terminal).map(Token::ofFile))
                .or(() -> address.isLocal() ? ofDevMode(terminal) : Optional.empty())
                .orElse(NONE);
    }

    /** Reads a token from a file. */
    public static Token ofFile(Path file) {
        try {
            return new Token(Files.readString(file).strip(), file.toString());
        } catch (IOException unreadable) {
            throw CommandFailure.usage("the token file " + file + " cannot be read");
        }
    }

    /** A server in dev mode keeps its root key in the folder where it runs; whoever may read it is its owner. */
    private static Optional<Token> ofDevMode(Terminal terminal) {
        Path directory = devDirectory(terminal);
        return LocalDevToken.mint(directory)
                .map(text -> new Token(text, directory + ", the keys of a server in dev mode"));
    }

    /** Where a server in dev mode that runs in the same folder keeps its keys. */
    public static Path devDirectory(Terminal terminal) {
        return Path.of(terminal.variable("RECORDSTORE_DEV_DIRECTORY").orElse("data/dev"));
    }

    @Override
    public String toString() {
        return "token from " + source;
    }
}
