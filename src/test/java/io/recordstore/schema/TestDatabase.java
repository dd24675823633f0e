package io.recordstore.schema;

import com.apple.foundationdb.Database;
import io.recordstore.store.TestStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An embedded database in memory with the threads of its servers. */
final class TestDatabase implements AutoCloseable {
    private static final int THREADS = 8;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Database database = TestStore.openDatabase(threads);

    TestServer server(String... settings) {
        return new TestServer(database, threads, settings);
    }

    /** A server with threads of its own: when they are shut down, it is as dead as one that was killed. */
    TestServer server(ExecutorService own, String... settings) {
        return new TestServer(database, own, settings);
    }

    @Override
    public void close() {
        database.close();
        threads.shutdownNow();
    }
}
