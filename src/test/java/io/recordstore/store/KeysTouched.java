package io.recordstore.store;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import io.recordstore.fdb.FdbConfig;
import io.recordstore.fdb.FdbDatabases;
import io.recordstore.fdb.embedded.EmbeddedFdbException;
import io.recordstore.fdb.embedded.EngineListener;
import io.recordstore.fdb.embedded.FdbError;
import io.vertx.core.Context;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;

/** The server's store, and what is read and written in it; where a test enables it as an alternative. */
@Alternative
@Singleton
public class KeysTouched {
    private final ConcurrentLinkedQueue<Range> touched = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Tally> tallies = new ConcurrentLinkedQueue<>();
    private volatile boolean isCounting;
    private volatile Database unobserved;
    private final AtomicReference<Commit> nextCommit = new AtomicReference<>(Commit.AS_IT_IS);

    @Produces
    @Alternative
    @Singleton
    Database database(FdbConfig fdb, @StoreThreads ExecutorService threads) {
        return observe(FdbDatabases.open(fdb, threads, () -> !Context.isOnEventLoopThread(), EngineListener.NONE));
    }

    /** What is told apart here of a database that is open. */
    public Database observe(Database database) {
        unobserved = database;
        return ObservedDatabase.of(database, new Observer());
    }

    /** The same database for what is not to be told. */
    public Database unobserved() {
        return unobserved;
    }

    void close(@Disposes Database database) {
        database.close();
    }

    private final class Observer implements ObservedDatabase.Observer {
        @Override
        public void began(Tally tally) {
            if (isCounting) {
                tallies.add(tally);
            }
        }

        @Override
        public void touched(Range range) {
            touched.add(range);
        }

        @Override
        public CompletableFuture<Void> commit(Transaction transaction) {
            return nextCommit.getAndSet(Commit.AS_IT_IS).of(transaction);
        }
    }

    /** What becomes of a commit. */
    public enum Commit {
        AS_IT_IS,
        /** It happens, and the store does not say so. */
        HAPPENS_UNKNOWN,
        /** It does not happen, and the store does not say so. */
        IS_LOST_UNKNOWN;

        private CompletableFuture<Void> of(Transaction transaction) {
            EmbeddedFdbException unknown = new EmbeddedFdbException(FdbError.COMMIT_UNKNOWN_RESULT);
            return switch (this) {
                case AS_IT_IS -> transaction.commit();
                case HAPPENS_UNKNOWN ->
                    transaction.commit().thenCompose(done -> CompletableFuture.failedFuture(unknown));
                case IS_LOST_UNKNOWN -> CompletableFuture.failedFuture(unknown);
            };
        }
    }

    /** Decides what becomes of the next commit of a transaction that has set a key. */
    public void nextCommit(Commit commit) {
        nextCommit.set(commit);
    }

    /**
     * Counts what a call asks of the store.
     *
     * @param where what the call's own transactions touch, and no other ones
     */
    public Map<Operation, Long> costOf(Range where, Runnable call) {
        isCounting = true;
        try {
            call.run();
            return Tally.sum(
                    tallies.stream().filter(tally -> tally.hasTouched(where)).toList());
        } finally {
            isCounting = false;
            tallies.clear();
        }
    }

    /** The ranges that were touched since the last time. */
    public List<Range> take() {
        List<Range> taken = new ArrayList<>();
        for (Range next = touched.poll(); next != null; next = touched.poll()) {
            taken.add(next);
        }
        return taken;
    }
}
