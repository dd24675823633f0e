package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Databases in memory are for tests: many at a time, and gone without a trace. */
class MemoryModeTest {
    private static final byte[] KEY = {1};

    /** A database takes about a millisecond; a hundred have a hundred times that, for a machine that is busy. */
    @Test
    void opensManyAtATimeInOneProcess() {
        List<EmbeddedDatabase> open = new ArrayList<>();
        assertTimeout(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 100; i++) {
                EmbeddedDatabase database = EmbeddedDatabase.inMemory();
                open.add(database);
                byte[] value = {(byte) i};
                database.run(transaction -> {
                    transaction.set(KEY, value);
                    return null;
                });
            }
        });
        for (int i = 0; i < open.size(); i++) {
            byte[] value = open.get(i).read(transaction -> transaction.get(KEY).join());
            assertThat(value).containsExactly(i);
        }
        open.forEach(EmbeddedDatabase::close);
    }

    /** Threads belong to the group of the thread that makes them, so that those of other databases do not count. */
    @Test
    void leavesNoThreadBehind() throws Exception {
        ThreadGroup group = new ThreadGroup("databases");
        FutureTask<Void> uses = new FutureTask<>(MemoryModeTest::useTwentyDatabases, null);
        new Thread(group, uses, "user").start();
        uses.get();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (group.activeCount() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(group.activeCount()).isZero();
    }

    private static void useTwentyDatabases() {
        for (int i = 0; i < 20; i++) {
            try (EmbeddedDatabase database = EmbeddedDatabase.open(
                    new MemoryStorage(), EngineOptions.defaults().withMayBlockHere(() -> false))) {
                byte[] value = database.run(transaction -> {
                    transaction.set(KEY, KEY);
                    return transaction.get(KEY).join();
                });
                assertThat(value).isEqualTo(KEY);
            }
        }
    }
}
