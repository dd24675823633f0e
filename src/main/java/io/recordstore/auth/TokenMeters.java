package io.recordstore.auth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

    private void refused(String reason, int count) {
        refused.computeIfAbsent(reason, key -> Counter.builder("recordstore.tokens.refused")
                        .description("Calls that were refused for their token")
                        .tag("reason", key)
                        .register(registry))
                .increment(count);
    }
}
