package io.recordstore.store;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.Range;
import io.recordstore.fdb.FdbConfig;
import io.recordstore.fdb.FdbDatabases;
import io.recordstore.fdb.embedded.EngineListener;
import io.vertx.core.Context;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The server's store, what is read and written in it, and a way to take it away; where a test enables it as an alternative.
 */
@Alternative
@Singleton
public class KeysTouched {
    private final ConcurrentLinkedQueue<Range> touched = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Supplier<CompletableFuture<Long>>> readVersions = new AtomicReference<>();

    @Produces
    @Alternative
    @Singleton
    Database database(FdbConfig fdb, @StoreThreads ExecutorService threads) {
        Database database = FdbDatabases.open(fdb, threads, () -> !Context.isOnEventLoopThread(), EngineListener.NONE);
        return VersionlessDatabase.of(ObservedDatabase.of(database, touched::add), readVersions::get);
    }

    /** From now on the store answers no read version but with this; null for the store's own. */
    public void answerReadVersions(Supplier<CompletableFuture<Long>> answer) {
        readVersions.set(answer);
    }

    void close(@Disposes Database database) {
        database.close();
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
