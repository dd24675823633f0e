package io.recordstore.auth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/** Calls that were refused for their token, by the reason that their callers were told. */
@Singleton
class TokenMeters {
    private final MeterRegistry registry;
    private final Map<String, Counter> refused = new ConcurrentHashMap<>();

    TokenMeters(MeterRegistry registry) {
        this.registry = registry;
        refused("PERMISSION_DENIED", 0);
    }

    /** @param reason that of a fault: one of a fixed set */
    void refused(String reason) {
        refused(reason, 1);
    }

    /** Tells how busy the threads are that check tokens. */
    void observe(ExecutorService threads) {
        new ExecutorServiceMetrics(threads, "auth", List.of()).bindTo(registry);
    }

    private void refused(String reason, int count) {
        refused.computeIfAbsent(reason, key -> Counter.builder("recordstore.tokens.refused")
                        .description("Calls that were refused for their token")
                        .tag("reason", key)
                        .register(registry))
                .increment(count);
    }
}
