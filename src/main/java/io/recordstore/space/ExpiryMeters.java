package io.recordstore.space;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What comes to its end by itself. */
@Singleton
class ExpiryMeters {
    private final Counter expired;

    ExpiryMeters(MeterRegistry registry) {
        this.expired = Counter.builder("recordstore.record.spaces.expired")
                .description("RecordSpaces that this server has deleted because their time to live was over")
                .register(registry);
    }

    void expired(long count) {
        expired.increment(count);
    }
}
