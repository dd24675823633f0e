package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that is made while transactions commit has each of them whole or not at all, up to one of them. */
class BackupTest {
    private static final int WRITERS = 4;
    private static final int PARTS = 5;
    private static final int CHECKPOINTS = 3;
    private static final int BEFORE_EACH = 200;
    private static final int STARTS_SINCE = 3;
    private static final byte[] VALUE = new byte[500];

    /** Small tables, so that they go to files while checkpoints are made. */
    private static final RocksOptions SMALL = new RocksOptions(8 << 20, 256 << 10, 3, 0);

    @TempDir
    Path directory;

    private record Commit(int writer, int sequence) {}

    private record Made(Path path, long version, Map<Commit, Long> acknowledgedBefore) {}

    private final Map<Commit, Long> acknowledged = new ConcurrentHashMap<>();
    private volatile boolean isOver;

    @Test
    void aCheckpointUnderLoadIsAConsistentPrefix() throws Exception {
        List<Made> checkpoints = new ArrayList<>();
        try (EmbeddedDatabase database = open(directory.resolve("store"))) {
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                writers.add(threads.submit(() -> writeUntilOver(database, number)));
            }
            for (int i = 0; i < CHECKPOINTS; i++) {
                awaitAcknowledged((i + 1) * BEFORE_EACH);
                Map<Commit, Long> before = Map.copyOf(acknowledged);
                Path path = directory.resolve("checkpoint-" + i);
                checkpoints.add(new Made(path, database.checkpoint(path), before));
            }
            isOver = true;
            for (Future<?> writer : writers) {
                writer.get();
            }
            threads.shutdown();
        }
        long newest = versionAfterMoreStarts();
        for (Made made : checkpoints) {
            Path restored = directory.resolve("restored-" + made.path().getFileName());
            RocksStorage.restore(made.path(), restored, Clock.systemUTC());
            try (EmbeddedDatabase database = open(restored)) {
                inspect(database, made);
                assertThat(readVersion(database)).isGreaterThan(newest);
            }
        }
    }

    /** Each start skips what the one before may have given out. */
    private long versionAfterMoreStarts() {
        long newest = 0;
        for (int start = 0; start < STARTS_SINCE; start++) {
            try (EmbeddedDatabase database = open(directory.resolve("store"))) {
                put(database, start);
                newest = readVersion(database);
            }
        }
        return newest;
    }

    private void writeUntilOver(EmbeddedDatabase database, int writer) {
        for (int sequence = 0; !isOver; sequence++) {
            try (Transaction transaction = database.createTransaction()) {
                for (int part = 0; part < PARTS; part++) {
                    transaction.set(key(writer, sequence, part), VALUE);
                }
                transaction.commit().join();
                acknowledged.put(new Commit(writer, sequence), transaction.getCommittedVersion());
            }
        }
    }

    private void awaitAcknowledged(int count) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (acknowledged.size() < count) {
            assertThat(never.await(1, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    private void inspect(EmbeddedDatabase database, Made made) {
        Map<Commit, Integer> parts = new HashMap<>();
        for (KeyValue pair : database.read(transaction -> transaction
                .getRange(new Range(key(0, 0, 0), key(WRITERS, 0, 0)))
                .asList()
                .join())) {
            ByteBuffer key = ByteBuffer.wrap(pair.getKey());
            parts.merge(new Commit(key.getInt(), key.getInt()), 1, Integer::sum);
        }
        assertThat(parts.values()).as("parts of each transaction").allMatch(count -> count == PARTS);
        assertThat(parts.keySet())
                .as("what was acknowledged before")
                .containsAll(made.acknowledgedBefore().keySet());
        acknowledged.forEach((commit, version) -> assertThat(parts.containsKey(commit))
                .as("%s of version %d in a checkpoint of %d", commit, version, made.version())
                .isEqualTo(version <= made.version()));
    }

    @Test
    void aBackupIsRestoredOnlyWhereNothingIs() throws IOException {
        Path store = directory.resolve("store");
        Path backup = directory.resolve("backup");
        try (EmbeddedDatabase database = open(store)) {
            put(database, 1);
            database.checkpoint(backup);
            put(database, 2);
        }

        assertThatThrownBy(() -> RocksStorage.restore(backup, store, Clock.systemUTC()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(backup.toString())
                .hasMessageContaining(store.toString())
                .hasMessageContaining("recordstore.fdb.embedded.restore-from");
        try (EmbeddedDatabase database = open(store)) {
            assertThat(has(database, 2)).isTrue();
        }

        Path fresh = Files.createDirectory(directory.resolve("fresh"));
        assertThat(RocksStorage.restore(backup, fresh, Clock.systemUTC())).isTrue();
        try (EmbeddedDatabase database = open(fresh)) {
            assertThat(has(database, 1)).isTrue();
            assertThat(has(database, 2)).isFalse();
            put(database, 3);
        }
        assertThatThrownBy(() ->
                        RocksStorage.restore(directory.resolve("none"), directory.resolve("x"), Clock.systemUTC()))
                .hasMessageContaining("none");
    }

    /** Versions follow the clock, and a backup may be as old as anybody keeps it. */
    @Test
    void versionsGoOnBeyondThoseThatAnOldBackupCannotKnowOf() {
        Duration age = Duration.ofDays(365 * 100);
        Path backup = directory.resolve("backup");
        Path restored = directory.resolve("restored");
        try (EmbeddedDatabase database = open(directory.resolve("store"))) {
            put(database, 1);
            database.checkpoint(backup);
        }

        RocksStorage.restore(backup, restored, Clock.offset(Clock.systemUTC(), age));

        try (EmbeddedDatabase database = open(restored)) {
            assertThat(readVersion(database)).isGreaterThan(age.toSeconds() * 1_000_000);
        }
    }

    /** So that the property may stay while a server starts again. */
    @Test
    void aStoreThatBeganWithABackupGoesOnWhenItIsAskedForAgainAndWithAnotherIsRefused() {
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");
        Path restored = directory.resolve("restored");
        try (EmbeddedDatabase database = open(directory.resolve("store"))) {
            put(database, 1);
            database.checkpoint(first);
            database.checkpoint(second);
        }
        assertThat(RocksStorage.restore(first, restored, Clock.systemUTC())).isTrue();
        try (EmbeddedDatabase database = open(restored)) {
            put(database, 2);
        }

        assertThat(RocksStorage.restore(first, restored, Clock.systemUTC())).isFalse();
        assertThatThrownBy(() -> RocksStorage.restore(second, restored, Clock.systemUTC()))
                .hasMessageContaining(second.toString());
        try (EmbeddedDatabase database = open(restored)) {
            assertThat(has(database, 2)).isTrue();
        }
    }

    private static EmbeddedDatabase open(Path directory) {
        return EmbeddedDatabase.open(RocksStorage.open(directory, SMALL), EngineOptions.defaults());
    }

    private static void put(EmbeddedDatabase database, int number) {
        try (Transaction transaction = database.createTransaction()) {
            transaction.set(key(0, number, 0), VALUE);
            transaction.commit().join();
        }
    }

    private static boolean has(EmbeddedDatabase database, int number) {
        return database.read(transaction -> transaction.get(key(0, number, 0)).join()) != null;
    }

    private static long readVersion(EmbeddedDatabase database) {
        try (Transaction transaction = database.createTransaction()) {
            return transaction.getReadVersion().join();
        }
    }

    private static byte[] key(int writer, int sequence, int part) {
        return ByteBuffer.allocate(3 * Integer.BYTES)
                .putInt(writer)
                .putInt(sequence)
                .putInt(part)
                .array();
    }
}
