package io.recordstore.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.recordstore.fault.Exhausted;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that calls hold together. Any thread may use it; it takes no lock.
 *
 * <p>Invariants: what is taken never exceeds the budget, but for a call that is alone, so that the largest message finds
 * its way through the smallest budget; a call gives back what it took once, however it ends.
 */
@Singleton
public class MemoryBudget {
    /** What a call costs beside its message: its stream, its transaction and what carries it through. */
    private static final long BYTES_PER_CALL = 16 << 10;

    /** A record is in memory up to about eight times while it is written, and half the heap is for other things. */
    private static final long HEAP_PART = 12;

    private final long budget;
    private final Duration retryAfter;
    private final AtomicLong taken = new AtomicLong();
    private final Counter refused;

    MemoryBudget(AdmissionConfig config, MeterRegistry registry) {
        this.budget = config.memory()
                .map(MemorySize::asLongValue)
                .orElse(Runtime.getRuntime().maxMemory() / HEAP_PART);
        this.retryAfter = config.retryAfter();
        this.refused = Counter.builder("recordstore.admission.refused")
                .description("Calls that were refused because the server had no memory for them")
                .register(registry);
        Gauge.builder("recordstore.admission.bytes", taken, AtomicLong::get)
                .description("What calls hold in memory")
                .register(registry);
        Gauge.builder("recordstore.admission.budget.bytes", this, budget -> budget.budget)
                .description("What calls may hold in memory together")
                .register(registry);
    }

    /** Makes room for a call; what it is sent is {@link Share#take taken} as it comes. */
    public Share open() {
        return new Share();
    }

    /** How a call is told that there is no memory for it. */
    Exhausted refusal() {
        return Exhausted.overloaded(retryAfter);
    }

    /** What one call holds. */
    public final class Share {
        private final AtomicLong mine = new AtomicLong();
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicBoolean wasRefused = new AtomicBoolean();

        private Share() {}

        /** Takes what a call costs whatever it is sent. */
        public boolean begin() {
            return take(BYTES_PER_CALL);
        }

        /** @return whether there was room; once there was none, there is none for this call */
        public boolean take(long bytes) {
            if (wasRefused.get()) {
                return false;
            }
            long all = taken.addAndGet(bytes);
            long ours = mine.addAndGet(bytes);
            if (closed.get()) {
                giveBack();
                return true;
            }
            boolean hasRoom = all <= budget || all == ours;
            if (!hasRoom && wasRefused.compareAndSet(false, true)) {
                refused.increment();
                giveBack();
            }
            return hasRoom;
        }

        /** The failure that the call is answered with when there was no room. */
        public Exhausted refusal() {
            return MemoryBudget.this.refusal();
        }

        /** Gives back what of a stream has been handed on. */
        public void release(long bytes) {
            long released = Math.min(bytes, mine.get());
            mine.addAndGet(-released);
            taken.addAndGet(-released);
        }

        private void giveBack() {
            taken.addAndGet(-mine.getAndSet(0));
        }

        /** Gives back what the call took. */
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack();
            }
        }
    }
}
