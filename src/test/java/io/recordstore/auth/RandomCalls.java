package io.recordstore.auth;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Random tokens and calls over few names, so that they often meet. */
final class RandomCalls {
    static final Instant BASE = Instant.parse("2026-06-15T12:00:00Z");

    private static final List<String> SPACES =
            List.of("prod", "prod/users", "prod/users/eu", "test/users", "test", "a/b/c/d", "");
    private static final List<String> ODD_SPACES =
            List.of("*", "prod/*", "prod//users", "PROD", "a/b/c/d/e", "prod/", "/", "x".repeat(300), "prod/é");
    private static final List<String> PATTERNS = List.of(
            "*",
            "prod/*",
            "prod",
            "prod/users",
            "prod/users/*",
            "test/*",
            "test/users",
            "a/b/*",
            "a/b/c/*",
            "a/*",
            "",
            "/*",
            "prod*",
            "prod/u*");
    private static final List<String> TYPES = List.of("City", "Country", "geo.v1.City", "", "", "x".repeat(300));
    private static final List<String> RIGHTS =
            List.of("read", "write", "delete", "schema", "admin", "watch", "Read", "*");

    private final Random random;

    RandomCalls(Random random) {
        this.random = random;
    }

    /** An authority block of facts and expiries only, some of them strange. */
    String[] plainToken() {
        List<String> statements = new ArrayList<>(List.of("tenant(\"acme\")"));
        int count = random.nextInt(16);
        for (int i = 0; i < count; i++) {
            statements.add(right());
        }
        if (random.nextInt(4) > 0) {
            statements.add(expiry());
        }
        return statements.toArray(String[]::new);
    }

    /** A check of the vocabulary, or of anything else. */
    String check() {
        return switch (random.nextInt(9)) {
            case 0 -> "check if within(%s)".formatted(quoted(PATTERNS));
            case 1 -> "check if operation(%s)".formatted(quoted(RIGHTS));
            case 2 -> "check if record_type(%s)".formatted(quoted(TYPES));
            case 3 -> "check if record_space($s), $s.starts_with(%s)".formatted(quoted(SPACES));
            case 4 -> expiry();
            case 5 ->
                "check if operation($o), [\"read\", \"write\"].contains($o) or within(%s)".formatted(quoted(PATTERNS));
            case 6 -> "check all right($p, $o), operation($o)";
            case 7 -> "check if true";
            default -> "check if right($p, $o), within($p), operation($o)";
        };
    }

    /** A fact or rule that a hostile holder would add. */
    String statement() {
        return switch (random.nextInt(4)) {
            case 0 -> right();
            case 1 -> "tenant(%s)".formatted(random.nextBoolean() ? "\"acme\"" : "\"globex\"");
            case 2 -> "right($p, $o) <- operation($o), within($p)";
            default -> "break_glass(\"x\")";
        };
    }

    Operation operation() {
        return Operation.values()[random.nextInt(Operation.values().length)];
    }

    Target target() {
        String tenant = random.nextInt(8) == 0 ? "globex" : random.nextBoolean() ? "" : "acme";
        return new Target(tenant, spaces(), pick(TYPES));
    }

    /** Around the expiries of these tokens. */
    Instant time() {
        return BASE.plusSeconds(random.nextInt(7) - 3).plusMillis(random.nextInt(1000));
    }

    private Target.Spaces spaces() {
        List<String> names = random.nextInt(4) == 0 ? ODD_SPACES : SPACES;
        return switch (random.nextInt(6)) {
            case 0 -> new Target.WholeTenant();
            case 1, 2 -> new Target.StartingWith(pick(names));
            default -> new Target.One(pick(names));
        };
    }

    private String right() {
        return switch (random.nextInt(10)) {
            case 0 -> "right(%d, \"read\")".formatted(random.nextInt(3));
            case 1 -> "right(%s)".formatted(quoted(PATTERNS));
            case 2, 3, 4 -> "right(%s, %s, %s)".formatted(quoted(PATTERNS), quoted(TYPES), quoted(RIGHTS));
            default -> "right(%s, %s)".formatted(quoted(PATTERNS), quoted(RIGHTS));
        };
    }

    private String expiry() {
        return "check if time($t), $t %s %s"
                .formatted(random.nextBoolean() ? "<" : "<=", BASE.plusSeconds(random.nextInt(9) - 2));
    }

    private String quoted(List<String> values) {
        return "\""
                + Stream.of(pick(values))
                        .filter(value -> value.length() < 256)
                        .findFirst()
                        .orElse("x") + "\"";
    }

    private String pick(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
