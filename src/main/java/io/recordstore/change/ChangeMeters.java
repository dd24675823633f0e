package io.recordstore.change;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** How many watch, how far behind they are, and what is forgotten. */
@Singleton
class ChangeMeters {
    private final MeterRegistry registry;
    private final Clock clock;
    private final Counter sent;
    private final Counter trims;
    private final Timer lag;

    ChangeMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.sent = Counter.builder("recordstore.changes.sent")
                .description("Changes that watchers were given")
                .register(registry);
        this.trims = Counter.builder("recordstore.changes.trims")
                .description("Transactions that forgot changes of a RecordSpace")
                .register(registry);
        this.lag = Timer.builder("recordstore.changes.lag")
                .description("How old transactions are when a watcher is given them")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofHours(1))
                .register(registry);
    }

    /**
     * Shows what changes by itself.
     *
     * @param open how many watches there are on this server
     * @param watched of how many RecordSpaces
     */
    void show(Supplier<Number> open, Supplier<Number> watched) {
        Gauge.builder("recordstore.changes.watches", open)
                .description("Watches that are open on this server")
                .register(registry);
        Gauge.builder("recordstore.changes.watched.record.spaces", watched)
                .description("RecordSpaces of which the store watches a key for them")
                .register(registry);
    }

    /** Messages that a watcher is given now. */
    void sent(List<WatchEvent> events) {
        for (WatchEvent event : events) {
            if (event instanceof WatchEvent.Transaction transaction) {
                sent.increment(transaction.changes().size());
                lag.record(Duration.between(transaction.time(), clock.instant()));
            }
        }
    }

    void trimmed(long count) {
        trims.increment(count);
    }
}
