package io.recordstore.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** How many transactions are open, and how many came near to the five seconds that one may last. */
final class TransactionMeters {
    private static final Duration LONG = Duration.ofSeconds(4);

    private final AtomicInteger open = new AtomicInteger();
    private final Counter longOnes;

    TransactionMeters(MeterRegistry registry) {
        Gauge.builder("recordstore.store.transactions.open", open, AtomicInteger::get)
                .description("Transactions that are open")
                .register(registry);
        this.longOnes = Counter.builder("recordstore.store.transactions.long")
                .description("Transactions that were open for more than four seconds")
                .register(registry);
    }

    /** @return when, for {@link #closed} */
    long opened() {
        open.incrementAndGet();
        return System.nanoTime();
    }

    void closed(long openedNanos) {
        open.decrementAndGet();
        if (System.nanoTime() - openedNanos > LONG.toNanos()) {
            longOnes.increment();
        }
    }
}
