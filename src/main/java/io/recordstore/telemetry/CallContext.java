package io.recordstore.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jboss.logging.MDC;

/**
 * Carries the request id, the tenant and the span of a call to the threads that work for it, which have no Vert.x context. What is
 * carried is what was current when {@link #carriedBy} was asked, and each task leaves its thread as it found it.
 */
public final class CallContext {
    private CallContext() {}

    /** An executor whose tasks run in the call that is current now. */
    public static Executor carriedBy(Executor executor) {
        Optional<String> requestId = RequestId.current();
        Optional<String> tenant = CallTenant.current();
        Context span = Context.current();
        if (requestId.isEmpty() && tenant.isEmpty() && span == Context.root()) {
            return executor;
        }
        return task -> executor.execute(() -> run(task, requestId, tenant, span));
    }

    private static void run(Runnable task, Optional<String> requestId, Optional<String> tenant, Context span) {
        Object before = MDC.get(RequestId.KEY);
        Object tenantBefore = MDC.get(CallTenant.KEY);
        put(RequestId.KEY, requestId.orElse(null));
        put(CallTenant.KEY, tenant.orElse(null));
        Scope scope = span.makeCurrent();
        try {
            task.run();
        } finally {
            scope.close();
            put(RequestId.KEY, before);
            put(CallTenant.KEY, tenantBefore);
        }
    }

    static void put(String key, Object value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
