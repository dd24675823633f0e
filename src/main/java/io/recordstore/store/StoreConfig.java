package io.recordstore.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.OptionalInt;
import org.hibernate.validator.constraints.time.DurationMin;

/** How record-store uses its store. */
@ConfigMapping(prefix = "recordstore.store")
public interface StoreConfig {

    /** The first element of every key: several installations can share one cluster. */
    @WithDefault("record-store")
    String root();

    /** Threads that run transactions; twice the processors, at least 4, when absent. */
    @Min(1)
    OptionalInt threads();

    /**
     * Transactions that are under way at once; 32 for each processor when absent. Others wait, and tenants take turns.
     */
    @Min(1)
    OptionalInt underWay();

    /**
     * Transactions that wait before further ones are refused. A tenant may have as many of them as there are places left, so
     * that one alone takes half.
     */
    @WithDefault("10000")
    @Min(1)
    int queue();

    /**
     * How long a transaction waits for its turn; one that has waited longer is refused instead of begun. So whoever calls when
     * there was too much to do waits so long at most, and not for all that others have asked for.
     */
    @WithDefault("3s")
    @DurationMin(millis = 1)
    Duration longestWait();

    /** How long one call may try again after conflicts. FoundationDB ends a transaction after five seconds. */
    @WithDefault("5s")
    @DurationMin
    Duration retryLimit();

    /**
     * How long one call waits for the store, its retries included: twice the five seconds of a transaction. A store that
     * stalls fails calls so, and does not pile them up.
     */
    @WithDefault("10s")
    @DurationMin(millis = 1)
    Duration timeout();

    /** RecordSpaces whose store state is kept in memory. */
    @WithDefault("10000")
    @Min(0)
    int cachedStates();
}
