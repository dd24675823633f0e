package io.recordstore.change;

import com.apple.foundationdb.Transaction;
import com.google.protobuf.ByteString;
import io.recordstore.store.Transactions;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Tells those who wait for a change of a log that there is one. However many wait for a log on this server, the store
 * watches one key for them, and while nobody waits, none.
 *
 * <p>A log's key has another value after each change. Whoever waits says which value it has read; a wait ends when the
 * value is known to be another, so that no change falls between the read and the wait. One lock, this object's, guards
 * {@code logs} and what is in it; it is held for a look-up, and no future is completed under it.
 *
 * <p>One round of a log reads the value and sets a watch in the same transaction; when the watch fires, or is old, the next
 * round begins. A round that finds nobody waiting ends the log's.
 */
@Singleton
class LogSignals {
    private final Transactions transactions;
    private final ChangeConfig config;
    private final Map<ByteString, Log> logs = new HashMap<>();

    LogSignals(Transactions transactions, ChangeConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** The value that was read last; empty when the log is gone, null before the first round. */
    private static final class Log {
        private final Set<Waiter> waiters = new HashSet<>();
        private ByteString value;
        private CompletableFuture<Void> watch = new CompletableFuture<>();
    }

    /** Two waiters are the same only when they are one. */
    private static final class Waiter {
        private final ByteString seen;
        private final CompletableFuture<Void> changed = new CompletableFuture<>();

        Waiter(ByteString seen) {
            this.seen = seen;
        }
    }

    /** A round's outcome. */
    private record Round(ByteString value, CompletableFuture<Void> watch) {}

    /**
     * Completes when the value of a log's key is another than was seen. Whoever waits no longer cancels it.
     *
     * @param key the log's key that changes
     * @param seen its value; empty when there is none
     */
    CompletableFuture<Void> changed(ByteString key, ByteString seen) {
        Waiter waiter = new Waiter(seen);
        boolean isFirst;
        synchronized (this) {
            Log log = logs.get(key);
            if (log != null && log.value != null && isNews(log.value, seen)) {
                return CompletableFuture.completedFuture(null);
            }
            isFirst = log == null;
            if (isFirst) {
                log = new Log();
                logs.put(key, log);
            }
            log.waiters.add(waiter);
        }
        waiter.changed.whenComplete((done, error) -> leave(key, waiter));
        if (isFirst) {
            look(key);
        }
        return waiter.changed;
    }

    /** Values grow with every change, and whoever waits may have read later than the last round. */
    private static boolean isNews(ByteString value, ByteString seen) {
        return value.isEmpty()
                ? !seen.isEmpty()
                : ByteString.unsignedLexicographicalComparator().compare(value, seen) > 0;
    }

    private void leave(ByteString key, Waiter waiter) {
        CompletableFuture<Void> unwanted = null;
        synchronized (this) {
            Log log = logs.get(key);
            if (log != null && log.waiters.remove(waiter) && log.waiters.isEmpty()) {
                unwanted = log.watch;
            }
        }
        if (unwanted != null) {
            unwanted.complete(null);
        }
    }

    private void look(ByteString key) {
        transactions
                .write(context -> {
                    Transaction transaction = context.ensureActive();
                    CompletableFuture<Void> watch = transaction.watch(key.toByteArray());
                    return transaction
                            .snapshot()
                            .get(key.toByteArray())
                            .thenApply(value ->
                                    new Round(value == null ? ByteString.EMPTY : ByteString.copyFrom(value), watch));
                })
                .subscribe()
                .with(committed -> watching(key, committed.value()), error -> lookLater(key));
    }

    private void watching(ByteString key, Round round) {
        List<Waiter> told = new ArrayList<>();
        CompletableFuture<Void> watch = untilFired(round);
        synchronized (this) {
            Log log = logs.get(key);
            log.value = round.value();
            log.watch = watch;
            log.waiters.stream()
                    .filter(waiter -> isNews(round.value(), waiter.seen))
                    .forEach(told::add);
            log.waiters.removeAll(told);
            if (log.waiters.isEmpty()) {
                logs.remove(key);
                watch.complete(null);
            }
        }
        told.forEach(waiter -> waiter.changed.complete(null));
        watch.whenComplete((fired, error) -> {
            round.watch().cancel(false);
            nextRound(key, watch, error);
        });
    }

    /** Ends when the store's watch does, or is old. */
    private CompletableFuture<Void> untilFired(Round round) {
        CompletableFuture<Void> watch = transactions.after(config.watch(), null);
        round.watch().whenComplete((fired, error) -> {
            if (error == null) {
                watch.complete(null);
            } else {
                watch.completeExceptionally(error);
            }
        });
        return watch;
    }

    private void nextRound(ByteString key, CompletableFuture<Void> watch, Throwable error) {
        synchronized (this) {
            Log log = logs.get(key);
            if (log == null || log.watch != watch) {
                return;
            }
            if (log.waiters.isEmpty()) {
                logs.remove(key);
                return;
            }
        }
        if (error == null) {
            look(key);
        } else {
            lookLater(key);
        }
    }

    /** Where the store refuses watches, or cannot be reached. */
    private void lookLater(ByteString key) {
        transactions.after(WatchLimits.WATCH_RETRY, null).thenRun(() -> lookAgain(key));
    }

    private void lookAgain(ByteString key) {
        synchronized (this) {
            Log log = logs.get(key);
            if (log == null || log.waiters.isEmpty()) {
                logs.remove(key);
                return;
            }
        }
        look(key);
    }

    /** Of how many logs the store watches a key now. */
    synchronized int watched() {
        return logs.size();
    }
}
