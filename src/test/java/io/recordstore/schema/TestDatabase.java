package io.recordstore.schema;

import com.apple.foundationdb.Database;
import io.recordstore.crypto.DataKeys;
import io.recordstore.crypto.TestDataKeys;
import io.recordstore.store.TestStore;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An embedded database in memory with the threads of its servers. */
public final class TestDatabase implements AutoCloseable {
    private static final int THREADS = 8;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Database database = TestStore.openDatabase(threads);

    public TestServer server(String... settings) {
        return new TestServer(database, threads, settings);
    }

    /** A server with threads of its own: when they are shut down, it is as dead as one that was killed. */
    public TestServer server(ExecutorService own, String... settings) {
        return new TestServer(database, own, settings);
    }

    /** @param dataKeys under the key-encryption keys that this server has */
    public TestServer server(DataKeys dataKeys, String... settings) {
        return new TestServer(database, threads, dataKeys, settings);
    }

    /** A server with threads and a clock of its own. */
    public TestServer server(ExecutorService own, Clock clock, String... settings) {
        return new TestServer(database, own, TestDataKeys.create(), clock, settings);
    }

    /** A server with threads, key-encryption keys and a clock of its own. */
    public TestServer server(ExecutorService own, DataKeys dataKeys, Clock clock) {
        return new TestServer(database, own, dataKeys, clock);
    }

    public Database database() {
        return database;
    }

    @Override
    public void close() {
        database.close();
        threads.shutdownNow();
    }
}
