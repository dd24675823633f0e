package io.recordstore.cli.connection;

import io.recordstore.cli.output.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that talks to a server. */
public final class ConnectionOptions {
    @Option(
            names = {"-s", "--server"},
            paramLabel = "HOST:PORT",
            order = 100,
            description = "The server; RECORDSTORE_SERVER, or localhost:8080 when that is not set.")
    String server;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            order = 101,
            description = "The token. Better in RECORDSTORE_TOKEN, or in a file: other users see command lines.")
    String token;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            order = 102,
            description = "A file with the token; or RECORDSTORE_TOKEN_FILE.")
    Path tokenFile;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            order = 103,
            description = "The tenant, when it is not the token's own.")
    String tenant;

    @Option(
            names = "--tls",
            order = 104,
            description = "Secure the connection; the default for every server but localhost.")
    boolean tls;

    @Option(
            names = "--plaintext",
            order = 105,
            description = "Do not secure it: the token can be read on the way. The default for localhost.")
    boolean plaintext;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            order = 106,
            description = "The certificates (PEM) that vouch for the server; or RECORDSTORE_CA.")
    Path ca;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            order = 107,
            description = "This client's certificate (PEM), for mutual TLS; or RECORDSTORE_CERT.")
    Path cert;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            order = 108,
            description = "The certificate's private key (PEM, PKCS#8); or RECORDSTORE_KEY.")
    Path key;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            order = 109,
            description =
                    "How long to wait for an answer, such as 10s or 5m: 30s, and for streams as long as they take.")
    Duration timeout;

    String tenant() {
        return Optional.ofNullable(tenant).orElse("");
    }

    String server(Terminal terminal) {
        return Optional.ofNullable(server)
                .or(() -> terminal.variable("RECORDSTORE_SERVER"))
                .orElse("localhost:8080");
    }

    Optional<Path> ca(Terminal terminal) {
        return file(ca, "RECORDSTORE_CA", terminal);
    }

    Optional<Path> cert(Terminal terminal) {
        return file(cert, "RECORDSTORE_CERT", terminal);
    }

    Optional<Path> key(Terminal terminal) {
        return file(key, "RECORDSTORE_KEY", terminal);
    }

    Optional<Path> tokenFile(Terminal terminal) {
        return file(tokenFile, "RECORDSTORE_TOKEN_FILE", terminal);
    }

    private static Optional<Path> file(Path option, String variable, Terminal terminal) {
        return Optional.ofNullable(option).or(() -> terminal.variable(variable).map(Path::of));
    }
}
