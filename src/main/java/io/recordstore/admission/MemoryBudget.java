package io.recordstore.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import io.recordstore.fault.Exhausted;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The bytes that calls hold together. Any thread may use it; it takes no lock.
 *
 * <p>Invariants: what is taken never exceeds the budget, but for a call that is alone, so that the largest message finds
 * its way through the smallest budget; a call gives back what it took once, however it ends. A message whose length is known is
 * taken whole when it begins: so one that has begun finds room to its end, and many that come at once do not keep each other
 * from ever being whole. What is owed of such messages is at most three quarters of the budget. When it is known whose a call
 * is, it goes on only while its tenant's calls hold no more together than is left: so one that floods the server takes half,
 * and there is room for others.
 */
@Singleton
public class MemoryBudget {
    /** What a call costs beside its message: its stream, its transaction and what carries it through. */
    private static final long BYTES_PER_CALL = 16 << 10;

    /** A record is in memory up to about eight times while it is written, and half the heap is for other things. */
    private static final long HEAP_PART = 12;

    /** Who begins messages and sends no more of them cannot have it all. */
    private static final double MOST_OWED = 0.75;

    private final long budget;
    private final Duration retryAfter;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong owedByAll = new AtomicLong();
    private final Map<String, Long> takenByTenant = new ConcurrentHashMap<>();
    private final Counter refused;

    MemoryBudget(AdmissionConfig config, MeterRegistry registry) {
        this.budget = config.memory()
                .map(MemorySize::asLongValue)
                .orElse(Runtime.getRuntime().maxMemory() / HEAP_PART);
        if (budget <= 0) {
            throw new ConfigurationException(
                    "recordstore.admission.memory is 0: it may be no less than 1; leave it out for a part of the heap");
        }
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

    /** What of a call's is counted as its tenant's. */
    private record Owned(String tenant, long bytes) {
        static final Owned NOTHING = new Owned("", 0);
    }

    /** What one call holds. */
    public final class Share {
        private final AtomicLong mine = new AtomicLong();
        private final AtomicLong owed = new AtomicLong();
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicBoolean wasRefused = new AtomicBoolean();
        private final AtomicReference<Owned> owned = new AtomicReference<>();

        private Share() {}

        /** Takes what a call costs whatever it is sent. */
        public boolean begin() {
            return take(BYTES_PER_CALL);
        }

        /**
         * Takes what has come, and what the client still owes of the message that it has begun.
         *
         * @param came bytes that have come now
         * @param said bytes that are owed now; 0 where nobody knows how many
         * @return whether there was room; once there was none, there is none for this call
         */
        boolean arrive(long came, long said) {
            if (wasRefused.get()) {
                return false;
            }
            long rest = Math.min(said, budget);
            long before = owed.getAndSet(rest);
            long all = owedByAll.addAndGet(rest - before);
            boolean isLarge = rest > before && rest > BYTES_PER_CALL;
            if (isLarge && all > budget * MOST_OWED && all != rest) {
                refuse();
                return false;
            }
            return take(came + rest - before);
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
            boolean hasRoom = bytes == 0 || all <= budget || all == ours;
            if (!hasRoom) {
                refuse();
            }
            return hasRoom;
        }

        /**
         * Takes an answer as soon as it is made, on whichever thread: between there and the client may be many of them. A small one is
         * paid for since the call began: what it tells may have been done, and is told.
         *
         * @return whether there was room
         */
        public boolean answer(long bytes) {
            return bytes <= BYTES_PER_CALL || take(bytes);
        }

        private void refuse() {
            if (wasRefused.compareAndSet(false, true)) {
                refused.increment();
                giveBack();
            }
        }

        /** Whether the call was refused, by whoever found that there was no room. */
        public boolean isRefused() {
            return wasRefused.get();
        }

        /** The failure that the call is answered with when there was no room. */
        public Exhausted refusal() {
            return MemoryBudget.this.refusal();
        }

        /** Gives back what of a stream of requests has been done with. */
        public void release(long bytes) {
            long held = mine.getAndUpdate(taken -> Math.max(0, taken - bytes));
            taken.addAndGet(-Math.min(bytes, held));
        }

        /**
         * Says whose the call is. What it holds by then is counted as its tenant's until it ends.
         *
         * @throws Exhausted when it may not go on
         */
        public void requireRoomFor(String tenant) {
            long bytes = mine.get();
            if (!owned.compareAndSet(null, new Owned(tenant, bytes))) {
                return;
            }
            long held = takenByTenant.merge(tenant, bytes, Long::sum);
            if (closed.get()) {
                disown();
            }
            boolean isAlone = held == bytes;
            if (!isAlone && held > budget - (taken.get() - owedByAll.get())) {
                refused.increment();
                throw refusal();
            }
        }

        private void disown() {
            Owned part = owned.getAndSet(Owned.NOTHING);
            if (part != null && part.bytes() > 0) {
                takenByTenant.computeIfPresent(
                        part.tenant(),
                        (tenant, held) -> held == part.bytes() ? null : Long.valueOf(held - part.bytes()));
            }
        }

        private void giveBack() {
            owedByAll.addAndGet(-owed.getAndSet(0));
            taken.addAndGet(-mine.getAndSet(0));
        }

        /** Gives back what the call took. */
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack();
                disown();
            }
        }
    }
}
