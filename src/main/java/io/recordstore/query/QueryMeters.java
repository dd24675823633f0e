package io.recordstore.query;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What queries cost. */
@Singleton
class QueryMeters {
    private final Counter keyValuesRead;

    QueryMeters(MeterRegistry registry) {
        this.keyValuesRead = Counter.builder("recordstore.query.key.values.read")
                .description("Key-values that queries have read")
                .register(registry);
    }

    void read(int keyValues) {
        keyValuesRead.increment(keyValues);
    }
}
