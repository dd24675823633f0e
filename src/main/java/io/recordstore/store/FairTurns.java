package io.recordstore.store;

import io.recordstore.fault.Exhausted;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whose turn it is to use the store. So many transactions are under way at once and no more; the others wait, each tenant's
 * in a queue of its own, and as one ends, the first of the tenant whose turn it is begins: the tenants take turns, whatever
 * they have waiting. So a tenant that floods the server makes others wait for one transaction to end, and not for its queue.
 *
 * <p>A tenant may have as many waiting as there are places left, so that one alone never takes more than half of them,
 * and there are always places for another.
 *
 * <p>What has waited for longer than it may is refused when its turn comes, and the next one begins. So under more work than
 * can be done nobody is served who has given up, and the queue is worked off soon after.
 *
 * <p>Invariants: nobody waits while fewer than {@code most} are under way; a tenant is in {@code waiting} while its queue is
 * not empty, the next one first. All state is under this object's lock, which is held for a moment only, and under which
 * nothing of anybody else runs.
 */
final class FairTurns {
    /** A queue that is full takes about so long to be worked off. */
    static final Duration QUEUE_RETRY = Duration.ofSeconds(1);

    private final int most;
    private final int places;
    private final long longestWaitNanos;
    private final LongSupplier nanoTime;
    private final Map<String, ArrayDeque<Turn<?>>> waiting = new LinkedHashMap<>();
    private int underWay;
    private int waitingInAll;

    /**
     * @param most how many may be under way at once
     * @param places how many may wait in all
     * @param longestWait after which none begins
     */
    FairTurns(int most, int places, Duration longestWait) {
        this(most, places, longestWait, System::nanoTime);
    }

    FairTurns(int most, int places, Duration longestWait, LongSupplier nanoTime) {
        this.most = most;
        this.places = places;
        this.longestWaitNanos = longestWait.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Begins some work when it is its tenant's turn; it is under way until its future completes.
     *
     * @param tenant whose it is; empty for work that is no tenant's, which takes turns as one
     * @return as the work's; fails with {@link Exhausted} when too many wait, or it has waited too long
     */
    <T> CompletableFuture<T> take(String tenant, Supplier<CompletableFuture<T>> work) {
        Turn<T> turn = new Turn<>(work);
        synchronized (this) {
            if (underWay == most) {
                if (!enqueue(tenant, turn)) {
                    turn.refuse();
                }
                return turn.result;
            }
            underWay++;
        }
        begin(turn);
        return turn.result;
    }

    private boolean enqueue(String tenant, Turn<?> turn) {
        ArrayDeque<Turn<?>> queue = waiting.get(tenant);
        int its = queue == null ? 0 : queue.size();
        if (its >= places - waitingInAll) {
            return false;
        }
        waiting.computeIfAbsent(tenant, first -> new ArrayDeque<>()).add(turn);
        waitingInAll++;
        return true;
    }

    /** Begins what has its turn, and the next at once where it is over at once: in a loop, for there may be very many. */
    private void begin(Turn<?> first) {
        Turn<?> turn = first;
        while (turn != null && turn.beginsAndIsOver()) {
            turn = passOn();
        }
    }

    private Turn<?> passOn() {
        List<Turn<?>> late = new ArrayList<>();
        Turn<?> next;
        synchronized (this) {
            next = next(late);
            if (next == null) {
                underWay--;
            }
        }
        late.forEach(Turn::refuse);
        return next;
    }

    /** The first of the tenant whose turn it is, which goes behind the others; what is late is passed over. */
    private Turn<?> next(List<Turn<?>> late) {
        long now = nanoTime.getAsLong();
        Turn<?> next = null;
        while (next == null && !waiting.isEmpty()) {
            String tenant = waiting.keySet().iterator().next();
            ArrayDeque<Turn<?>> queue = waiting.remove(tenant);
            int before = queue.size();
            next = queue.poll();
            while (next != null && next.isLate(now)) {
                late.add(next);
                next = queue.poll();
            }
            waitingInAll -= before - queue.size();
            if (!queue.isEmpty()) {
                waiting.put(tenant, queue);
            }
        }
        return next;
    }

    /** How many wait, of all tenants. */
    synchronized int waiting() {
        return waitingInAll;
    }

    /** Some work that waits or is under way. */
    private final class Turn<T> {
        private final long askedNanos = nanoTime.getAsLong();
        private final Supplier<CompletableFuture<T>> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Turn(Supplier<CompletableFuture<T>> work) {
            this.work = work;
        }

        boolean beginsAndIsOver() {
            CompletableFuture<T> running = start();
            boolean isOver = running.isDone();
            running.whenComplete((value, error) -> {
                if (!isOver) {
                    begin(passOn());
                }
                complete(value, error);
            });
            return isOver;
        }

        boolean isLate(long now) {
            return now - askedNanos > longestWaitNanos;
        }

        void refuse() {
            result.completeExceptionally(Exhausted.overloaded(QUEUE_RETRY));
        }

        private CompletableFuture<T> start() {
            try {
                return work.get();
            } catch (RuntimeException failure) {
                return CompletableFuture.failedFuture(failure);
            }
        }

        private void complete(T value, Throwable error) {
            if (error == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(error);
            }
        }
    }
}
