package io.recordstore.telemetry;

import java.util.Optional;
import org.jboss.logging.MDC;

/**
 * Whose call it is, once its token is known to be good. It is kept in the logging context, as {@link RequestId} is, and {@link
 * CallContext} carries both to other threads.
 */
public final class CallTenant {
    /** The key of the fields of a line in the log. */
    public static final String KEY = "tenant";

    private CallTenant() {}

    /** Makes it that of the current call, which is the one of the current Vert.x context. */
    public static void set(String tenant) {
        MDC.put(KEY, tenant);
    }

    /** That of the current call; empty outside a call. */
    public static Optional<String> current() {
        return Optional.ofNullable((String) MDC.get(KEY));
    }

    /** Runs a task as part of a tenant's call, and leaves the thread as it found it. */
    public static void run(String tenant, Runnable task) {
        Object before = MDC.get(KEY);
        MDC.put(KEY, tenant);
        try {
            task.run();
        } finally {
            CallContext.put(KEY, before);
        }
    }
}
