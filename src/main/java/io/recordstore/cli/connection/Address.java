package io.recordstore.cli.connection;

import io.recordstore.cli.failure.CommandFailure;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server is.
 *
 * @param host a name or an address; an IPv6 address in brackets
 * @param port 1 to 65535
 * @param tls what the address itself says of TLS: {@code https://} or {@code http://}
 */
record Address(String host, int port, Optional<Boolean> tls) {
    private static final Pattern FORM =
            Pattern.compile("(?:(https?)://)?(\\[[0-9a-fA-F:.]+]|[^\\[\\]:/@\\s]+)(?::(\\d{1,5}))?/?");
    private static final int DEFAULT_PORT = 8080;
    private static final int DEFAULT_TLS_PORT = 443;
    private static final int MAX_PORT = 65535;

    static Address parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw refused(text);
        }
        Optional<Boolean> tls = Optional.ofNullable(parts.group(1)).map("https"::equals);
        int defaultPort = tls.orElse(false) ? DEFAULT_TLS_PORT : DEFAULT_PORT;
        int port = Optional.ofNullable(parts.group(3)).map(Integer::parseInt).orElse(defaultPort);
        if (port < 1 || port > MAX_PORT) {
            throw refused(text);
        }
        return new Address(parts.group(2), port, tls);
    }

    private static CommandFailure refused(String text) {
        return CommandFailure.usage(
                "'" + text + "' is no server's address: write host:port, such as localhost:8080, or https://host:port");
    }

    /** Whether it is this machine, and nobody listens on the way. */
    boolean isLocal() {
        return host.equals("localhost") || host.matches("127\\.\\d+\\.\\d+\\.\\d+") || host.equals("[::1]");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
