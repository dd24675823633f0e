package io.recordstore.query;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What queries cost. */
@Singleton
class QueryMeters {
    private final Counter keyValuesRead;
    private final Counter plansMade;

    QueryMeters(MeterRegistry registry) {
        this.keyValuesRead = Counter.builder("recordstore.query.key.values.read")
                .description("Key-values that queries have read")
                .register(registry);
        this.plansMade = Counter.builder("recordstore.query.plans.made")
                .description("Plans made for queries of a shape that had none")
                .register(registry);
    }

    void read(int keyValues) {
        keyValuesRead.increment(keyValues);
    }

    void planned() {
        plansMade.increment();
    }
}
