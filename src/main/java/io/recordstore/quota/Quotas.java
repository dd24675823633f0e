package io.recordstore.quota;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Limits by kind.
 *
 * @param limits what is set; a limit that is not set is another's to decide
 */
public record Quotas(Map<Limit, Long> limits) {
    /** The value of a limit that is set to none. */
    public static final long UNLIMITED = -1;

    /** Nothing is set. */
    public static final Quotas NONE = new Quotas(Map.of());

    public Quotas {
        limits = Map.copyOf(limits);
    }

    /** The limit; empty where there is none. */
    public OptionalLong of(Limit limit) {
        Long value = limits.get(limit);
        return value == null || value == UNLIMITED ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** These, and where one is not set, the other's. */
    Quotas orElse(Quotas others) {
        Map<Limit, Long> all = new EnumMap<>(Limit.class);
        all.putAll(others.limits);
        all.putAll(limits);
        return new Quotas(all);
    }
}
