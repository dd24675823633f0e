package io.recordstore.quota;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The limits of configuration. */
final class DefaultQuotas {
    private DefaultQuotas() {}

    static Quotas ofTenants(QuotaConfig.OfTenant config) {
        Map<Limit, Long> limits = new EnumMap<>(Limit.class);
        config.bytes().map(MemorySize::asLongValue).ifPresent(value -> limits.put(Limit.BYTES, value));
        put(limits, Limit.RECORDS, config.records());
        put(limits, Limit.RECORD_SPACES, config.recordSpaces());
        put(limits, Limit.REQUESTS_PER_SECOND, config.requestsPerSecond());
        config.bytesPerSecond()
                .map(MemorySize::asLongValue)
                .ifPresent(value -> limits.put(Limit.BYTES_PER_SECOND, value));
        return valid("tenant", limits);
    }

    static Quotas ofRecordSpaces(QuotaConfig.OfRecordSpace config) {
        Map<Limit, Long> limits = new EnumMap<>(Limit.class);
        config.bytes().map(MemorySize::asLongValue).ifPresent(value -> limits.put(Limit.BYTES, value));
        put(limits, Limit.RECORDS, config.records());
        put(limits, Limit.REQUESTS_PER_SECOND, config.requestsPerSecond());
        config.bytesPerSecond()
                .map(MemorySize::asLongValue)
                .ifPresent(value -> limits.put(Limit.BYTES_PER_SECOND, value));
        return valid("record-space", limits);
    }

    private static void put(Map<Limit, Long> limits, Limit limit, OptionalLong value) {
        value.ifPresent(number -> limits.put(limit, number));
    }

    private static void put(Map<Limit, Long> limits, Limit limit, OptionalInt value) {
        value.ifPresent(number -> limits.put(limit, (long) number));
    }

    private static Quotas valid(String scope, Map<Limit, Long> limits) {
        limits.forEach((limit, value) -> {
            if (value < limit.least()) {
                throw new ConfigurationException("recordstore.quotas." + scope + "."
                        + limit.name().toLowerCase(Locale.ROOT).replace('_', '-') + " is " + value
                        + ": it may be no less than " + limit.least() + "; leave it out for no limit");
            }
        });
        return new Quotas(limits);
    }
}
