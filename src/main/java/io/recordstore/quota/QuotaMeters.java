package io.recordstore.quota;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** What was refused, and what was held up, by the limit. Whose limit it was is told to the caller alone. */
@Singleton
public class QuotaMeters {
    private final Map<Limit, Counter> refused = new EnumMap<>(Limit.class);
    private final Counter paced;

    public QuotaMeters(MeterRegistry registry) {
        for (Limit limit : Limit.values()) {
            refused.put(
                    limit,
                    Counter.builder("recordstore.quotas.refused")
                            .description("Calls that were refused because of a limit that an operator has set")
                            .tag("limit", limit.label())
                            .register(registry));
        }
        this.paced = Counter.builder("recordstore.quotas.paced")
                .description("Messages of streams that were held up because of a limit of bytes per second")
                .register(registry);
    }

    void refused(Limit limit) {
        refused.get(limit).increment();
    }

    void paced() {
        paced.increment();
    }
}
