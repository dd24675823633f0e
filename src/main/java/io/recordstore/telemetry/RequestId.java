package io.recordstore.telemetry;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * What a call is known by in logs, error details and its answer. It is kept in the logging context, which on an event loop
 * is the call's own, and which {@link CallContext} carries to other threads.
 */
public final class RequestId {
    /** The header that brings it and answers it. */
    public static final String HEADER = "x-request-id";

    /** The key of the details of an error, and of the fields of a line in the log. */
    public static final String KEY = "requestId";

    /** Long enough for every usual form, and with nothing that would need quoting in a log or a header. */
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    private RequestId() {}

    /** The caller's own where it is well-formed: 1 to 128 letters, digits and {@code ._:-}; a new one otherwise. */
    public static String of(String header) {
        return header != null && WELL_FORMED.matcher(header).matches()
                ? header
                : UUID.randomUUID().toString();
    }

    /** Makes it that of the current call, which is the one of the current Vert.x context. */
    public static void set(String id) {
        MDC.put(KEY, id);
    }

    /** That of the current call; empty outside a call. */
    public static Optional<String> current() {
        return Optional.ofNullable((String) MDC.get(KEY));
    }
}
