package io.recordstore.query;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Notes queries that took long in the log {@code recordstore.slow-query}: their shape and their plan, and none of their
 * values. At most so many a minute, so that a flood of slow queries does not become one of lines.
 */
@Singleton
class SlowQueries {
    private static final Logger LOG = Logger.getLogger("recordstore.slow-query");
    private static final long MINUTE_MILLIS = 60_000;

    private final SlowQueryConfig config;
    private final Clock clock;
    private final Counter slow;
    private long minute;
    private int noted;
    private long omitted;

    SlowQueries(SlowQueryConfig config, Clock clock, MeterRegistry registry) {
        this.config = config;
        this.clock = clock;
        this.slow = Counter.builder("recordstore.query.slow")
                .description("Queries for which the server worked longer than the threshold")
                .register(registry);
    }

    /** What a query cost: how long the server worked for it, and what it read. */
    record Cost(long nanos, int pages, long rows, long keyValuesRead) {}

    /** @param plan null when it was refused before there was one */
    void ended(TenantName tenant, RecordSpaceName space, QuerySpec query, Plan plan, Cost cost) {
        if (cost.nanos() < config.threshold().toNanos()) {
            return;
        }
        slow.increment();
        long before = permission();
        if (before < 0) {
            return;
        }
        LOG.warnf(
                "slow query: %d ms, %d pages, %d rows, %d key-values read; tenant=%s space=%s; %s; plan: %s%s",
                Duration.ofNanos(cost.nanos()).toMillis(),
                cost.pages(),
                cost.rows(),
                cost.keyValuesRead(),
                tenant,
                space,
                QueryText.of(query),
                plan == null ? "none" : QueryText.of(plan),
                before == 0 ? "" : "; " + before + " slow queries before were not noted");
    }

    /** @return how many were left out since the last line, or a negative number when this one is left out too */
    private synchronized long permission() {
        long now = clock.millis() / MINUTE_MILLIS;
        if (now != minute) {
            minute = now;
            noted = 0;
        }
        if (noted >= config.perMinute()) {
            omitted++;
            return -1;
        }
        noted++;
        long before = omitted;
        omitted = 0;
        return before;
    }
}
