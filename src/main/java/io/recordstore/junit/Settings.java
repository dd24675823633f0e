package io.recordstore.junit;

import java.util.Locale;
import java.util.Optional;

/** What is set outside the tests: system properties, or environment variables of the same names in capitals. */
final class Settings {
    /** The address of a running server: {@code localhost:8080}, or {@code https://store.example:443}. */
    static final String SERVER = "recordstore.junit.server";

    /** A token for the running server. */
    static final String TOKEN = "recordstore.junit.token";

    /** A file with that token. */
    static final String TOKEN_FILE = "recordstore.junit.token-file";

    /** The packaged server, where it is not on the class path: its jar, or the folder with {@code quarkus-run.jar}. */
    static final String PACKAGE = "recordstore.junit.package";

    private Settings() {}

    static Optional<String> get(String property) {
        return Optional.ofNullable(System.getProperty(property))
                .or(() -> Optional.ofNullable(System.getenv(variable(property))))
                .filter(value -> !value.isBlank());
    }

    /** As messages name a setting. */
    static String named(String property) {
        return "-D" + property + " or " + variable(property);
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }
}
