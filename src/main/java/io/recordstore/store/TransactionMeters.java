package io.recordstore.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Attempts at transactions: how many are open, how they end and how long they take, and how much commits write. */
final class TransactionMeters {
    private static final Duration LONG = Duration.ofSeconds(4);

    /** Up to the five seconds that a transaction may last. */
    private static final Duration[] BUCKETS = Arrays.stream(
                    new long[] {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000})
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    /** Up to the 10 MB that a transaction may write. */
    private static final double[] BYTES = {1_000, 10_000, 100_000, 1_000_000, 10_000_000};

    private final AtomicInteger open = new AtomicInteger();
    private final Counter longOnes;
    private final Counter retries;
    private final DistributionSummary commitBytes;
    private final Map<AttemptOutcome, Timer> reads = new EnumMap<>(AttemptOutcome.class);
    private final Map<AttemptOutcome, Timer> writes = new EnumMap<>(AttemptOutcome.class);

    TransactionMeters(MeterRegistry registry) {
        Gauge.builder("recordstore.store.transactions.open", open, AtomicInteger::get)
                .description("Transactions that are open")
                .register(registry);
        this.longOnes = Counter.builder("recordstore.store.transactions.long")
                .description("Transactions that were open for more than four seconds")
                .register(registry);
        this.retries = Counter.builder("recordstore.store.retries")
                .description("Transactions that were run again, most of them after a conflict")
                .register(registry);
        this.commitBytes = DistributionSummary.builder("recordstore.store.commit.bytes")
                .description("Bytes of the mutations and conflict ranges of a commit")
                .baseUnit("bytes")
                .serviceLevelObjectives(BYTES)
                .register(registry);
        for (AttemptOutcome outcome : AttemptOutcome.values()) {
            reads.put(outcome, timer(registry, "read", outcome));
            writes.put(outcome, timer(registry, "write", outcome));
        }
    }

    private static Timer timer(MeterRegistry registry, String kind, AttemptOutcome outcome) {
        return Timer.builder("recordstore.store.transactions")
                .description("Attempts at transactions, from their begin to their end")
                .tag("kind", kind)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** @return when, for {@link #closed} */
    long opened() {
        open.incrementAndGet();
        return System.nanoTime();
    }

    /** @param error null where there is none */
    void closed(boolean isWrite, long openedNanos, Throwable error) {
        open.decrementAndGet();
        long nanos = System.nanoTime() - openedNanos;
        if (nanos > LONG.toNanos()) {
            longOnes.increment();
        }
        (isWrite ? writes : reads).get(AttemptOutcome.of(error)).record(nanos, TimeUnit.NANOSECONDS);
    }

    void retried() {
        retries.increment();
    }

    void committing(long bytes) {
        commitBytes.record(bytes);
    }
}
