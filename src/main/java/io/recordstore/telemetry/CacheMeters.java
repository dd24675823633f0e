package io.recordstore.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How often what a call needs was in memory. */
@Singleton
public class CacheMeters {
    private final Map<Cache, Counter> hits = new EnumMap<>(Cache.class);
    private final Map<Cache, Counter> misses = new EnumMap<>(Cache.class);

    public CacheMeters(MeterRegistry registry) {
        for (Cache cache : Cache.values()) {
            hits.put(cache, counter(registry, cache, "hit"));
            misses.put(cache, counter(registry, cache, "miss"));
        }
    }

    /** What is kept in memory. */
    public enum Cache {
        /** Entries of the catalog; one that is no longer current is a miss. */
        CATALOG,
        /** Compiled schemas. */
        SCHEMA,
        /** Plans of queries. */
        PLAN,
        /** Unwrapped data keys. */
        KEYS,
        /** Tokens whose signatures were found good. */
        TOKENS
    }

    private static Counter counter(MeterRegistry registry, Cache cache, String result) {
        return Counter.builder("recordstore.cache.requests")
                .description("What was looked for in memory, and whether it was there")
                .tag("cache", cache.name().toLowerCase(Locale.ROOT))
                .tag("result", result)
                .register(registry);
    }

    /** Notes a look. */
    public void looked(Cache cache, boolean isHit) {
        (isHit ? hits : misses).get(cache).increment();
    }
}
