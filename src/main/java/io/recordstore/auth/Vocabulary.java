package io.recordstore.auth;

import java.util.Map;
import java.util.Set;

/** The names that tokens and the server speak of; {@code docs/tokens.md} explains them to users. */
final class Vocabulary {
    /** In the authority block, once: {@code tenant("acme")}. */
    static final String TENANT = "tenant";

    /** In the authority block: {@code right("prod/*", "read")} or {@code right("prod/*", "City", "read")}. */
    static final String RIGHT = "right";

    /** In the authority block: {@code break_glass("why")}; each call with the token is audited. */
    static final String BREAK_GLASS = "break_glass";

    /** From the server: when the call is made. */
    static final String TIME = "time";

    /** From the server: what the call does, {@link Operation#right()}. */
    static final String OPERATION = "operation";

    /** From the server: the RecordSpace, for a call about one. */
    static final String RECORD_SPACE = "record_space";

    /** From the server: the record type, for a call about one. */
    static final String RECORD_TYPE = "record_type";

    /** From the server: each pattern that covers every RecordSpace that the call touches. */
    static final String WITHIN = "within";

    /** How many facts of each name the server states at most; see {@link Target.Spaces#coveringPatterns()}. */
    static final Map<String, Long> SERVER_FACT_COUNTS =
            Map.of(TIME, 1L, OPERATION, 1L, RECORD_SPACE, 1L, RECORD_TYPE, 1L, WITHIN, 5L);

    /** What a token may not state: with a second {@code time} it would not expire. */
    static final Set<String> SERVER_FACTS = SERVER_FACT_COUNTS.keySet();

    private Vocabulary() {}
}
