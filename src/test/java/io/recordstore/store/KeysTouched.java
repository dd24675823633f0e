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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;

/** The server's store, and what is read and written in it; where a test enables it as an alternative. */
@Alternative
@Singleton
public class KeysTouched {
    private final ConcurrentLinkedQueue<Range> touched = new ConcurrentLinkedQueue<>();

    @Produces
    @Alternative
    @Singleton
    Database database(FdbConfig fdb, @StoreThreads ExecutorService threads) {
        Database database = FdbDatabases.open(fdb, threads, () -> !Context.isOnEventLoopThread(), EngineListener.NONE);
        return ObservedDatabase.of(database, touched::add);
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
