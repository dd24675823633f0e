package io.recordstore.space;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What each key-encryption key wraps: one that wraps nothing may be taken out of the configuration. */
@Singleton
class KeyEncryptionMeters {
    private final MeterRegistry registry;
    private final Map<String, AtomicLong> wrappedBy = new ConcurrentHashMap<>();

    KeyEncryptionMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param counts how many RecordSpaces each key wraps the data keys of; any other wraps none */
    void wrapped(Map<String, Long> counts) {
        counts.keySet().forEach(key -> wrappedBy.computeIfAbsent(key, this::register));
        wrappedBy.forEach((key, value) -> value.set(counts.getOrDefault(key, 0L)));
    }

    private AtomicLong register(String key) {
        AtomicLong value = new AtomicLong();
        Gauge.builder("recordstore.encryption.wrapped.record.spaces", value, AtomicLong::get)
                .description("RecordSpaces whose data keys a key-encryption key wraps")
                .tag("key", key)
                .register(registry);
        return value;
    }
}
