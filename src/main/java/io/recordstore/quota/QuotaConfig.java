package io.recordstore.quota;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.hibernate.validator.constraints.time.DurationMin;

/** What tenants and RecordSpaces may use where an operator has set nothing else: {@code recordstore.quotas}. */
@ConfigMapping(prefix = "recordstore.quotas")
public interface QuotaConfig {
    /** Of each tenant. */
    OfTenant tenant();

    /** Of each RecordSpace. */
    OfRecordSpace recordSpace();

    /** What can be saved up of a rate by whoever does not use it; at the least one request. */
    @WithDefault("1s")
    @DurationMin
    Duration burst();

    /** How old what is known of a limited tenant's usage may be: what other servers write meanwhile is not seen. */
    @WithDefault("1s")
    @DurationMin
    Duration usageAge();

    /** How often a server looks for limits that were changed, where the store's watch has not told it before. */
    @WithDefault("1s")
    @DurationMin(millis = 1)
    Duration poll();

    /** Tenants, and as many RecordSpaces, whose use of rates is remembered. Those that are idle are forgotten first. */
    @WithDefault("100000")
    @Min(1)
    int remembered();

    /** A tenant's limits; what is absent is not limited. */
    interface OfTenant {
        /** Bytes of records as they are stored, with their keys. */
        Optional<MemorySize> bytes();

        /** Records. */
        OptionalLong records();

        /** RecordSpaces. */
        OptionalInt recordSpaces();

        /** Calls that begin, on each server. */
        OptionalInt requestsPerSecond();

        /** Bytes of requests and answers, on each server. */
        Optional<MemorySize> bytesPerSecond();
    }

    /** A RecordSpace's limits; what is absent is not limited. */
    interface OfRecordSpace {
        /** Bytes of records as they are stored, with their keys. */
        Optional<MemorySize> bytes();

        /** Records. */
        OptionalLong records();

        /** Calls that begin, on each server. */
        OptionalInt requestsPerSecond();

        /** Bytes of requests and answers, on each server. */
        Optional<MemorySize> bytesPerSecond();
    }
}
