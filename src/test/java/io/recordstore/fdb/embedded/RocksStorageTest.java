package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

class RocksStorageTest extends StorageContract {
    @TempDir
    Path directory;

    @Override
    Storage openEmpty() {
        return RocksStorage.open(directory.resolve("store"), RocksOptions.defaults());
    }

    @Test
    void keepsEverythingOverReopening() {
        Path other = directory.resolve("other");
        TreeMap<byte[], byte[]> writes = new TreeMap<>(Keys.ORDER);
        writes.put(bytes("a"), bytes("1"));
        try (Storage first = RocksStorage.open(other, RocksOptions.defaults())) {
            first.apply(new StorageBatch(42, List.of(), writes));
        }

        try (Storage second = RocksStorage.open(other, RocksOptions.defaults());
                StorageSnapshot snapshot = second.snapshot()) {
            assertThat(second.reservedVersion()).isEqualTo(42);
            assertThat(snapshot.get(bytes("a"))).isEqualTo(bytes("1"));
        }
    }

    @Test
    void syncsEveryBatch() {
        try (Statistics statistics = new Statistics();
                Storage counted =
                        RocksStorage.open(directory.resolve("counted"), RocksOptions.defaults(), statistics)) {
            long before = statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
            for (int version = 1; version <= 10; version++) {
                TreeMap<byte[], byte[]> writes = new TreeMap<>(Keys.ORDER);
                writes.put(bytes("k" + version), bytes("v"));
                counted.apply(new StorageBatch(version, List.of(), writes));
            }
            assertThat(statistics.getTickerCount(TickerType.WAL_FILE_SYNCED) - before)
                    .isEqualTo(10);
        }
    }

    /** Stepping over two hundred thousand deleted keys takes tens of milliseconds; over one range, microseconds. */
    @Test
    void stepsOverAClearedRangeAtOnce() {
        try (Storage wide = RocksStorage.open(directory.resolve("wide"), RocksOptions.defaults())) {
            for (int part = 0; part < 20; part++) {
                TreeMap<byte[], byte[]> writes = new TreeMap<>(Keys.ORDER);
                for (int i = 0; i < 10_000; i++) {
                    writes.put(bytes("k%07d".formatted(part * 10_000 + i)), bytes("v"));
                }
                wide.apply(new StorageBatch(part + 1, List.of(), writes));
            }
            wide.apply(new StorageBatch(100, List.of(new KeyRange(bytes("k"), bytes("l"))), new TreeMap<>(Keys.ORDER)));
            try (StorageSnapshot snapshot = wide.snapshot();
                    StorageCursor cursor = snapshot.cursor()) {
                assertTimeout(Duration.ofSeconds(2), () -> {
                    for (int i = 0; i < 1_000; i++) {
                        cursor.seek(bytes("k"));
                        assertThat(cursor.isValid()).isFalse();
                    }
                });
            }
        }
    }

    /** In memory each tombstone would make the first read after the next one dearer. */
    @Test
    void movesManyClearedRangesToAFile() {
        int ranges = 2 * Limits.MEMTABLE_RANGE_CLEARS;
        try (Statistics statistics = new Statistics();
                Storage wide = RocksStorage.open(directory.resolve("ranges"), RocksOptions.defaults(), statistics)) {
            TreeMap<byte[], byte[]> writes = new TreeMap<>(Keys.ORDER);
            for (int i = 0; i < ranges * 100; i++) {
                writes.put(bytes("k%07d".formatted(i)), bytes("v"));
            }
            wide.apply(new StorageBatch(1, List.of(), writes));
            clearHundred(wide, 0);
            long settled = statistics.getTickerCount(TickerType.FLUSH_WRITE_BYTES);
            for (int i = 1; i < ranges; i++) {
                clearHundred(wide, i);
            }
            try (StorageSnapshot snapshot = wide.snapshot()) {
                assertThat(snapshot.get(bytes("k%07d".formatted(ranges)))).isNull();
            }
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (statistics.getTickerCount(TickerType.FLUSH_WRITE_BYTES) == settled && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(statistics.getTickerCount(TickerType.FLUSH_WRITE_BYTES)).isGreaterThan(settled);
        }
    }

    private static void clearHundred(Storage storage, int number) {
        KeyRange range =
                new KeyRange(bytes("k%07d".formatted(number * 100)), bytes("k%07d".formatted(number * 100 + 100)));
        storage.apply(new StorageBatch(2 + number, List.of(range), new TreeMap<>(Keys.ORDER)));
    }

    @Test
    void namesTheHolderOfADirectoryThatIsOpen() {
        assertThatThrownBy(this::openEmpty)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid())
                .hasMessageContaining("started ");
    }

    @Test
    void refusesALaterFormat() throws RocksDBException {
        Path later = directory.resolve("later");
        RocksStorage.open(later, RocksOptions.defaults()).close();
        writeFormat(later, RocksStorage.FORMAT_VERSION + 1);

        assertThatThrownBy(() -> RocksStorage.open(later, RocksOptions.defaults()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("format " + (RocksStorage.FORMAT_VERSION + 1));
        writeFormat(later, RocksStorage.FORMAT_VERSION);
        RocksStorage.open(later, RocksOptions.defaults()).close();
    }

    private static void writeFormat(Path store, long format) throws RocksDBException {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        List<ColumnFamilyDescriptor> families = List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY),
                new ColumnFamilyDescriptor("meta".getBytes(StandardCharsets.UTF_8)));
        try (DBOptions options = new DBOptions();
                RocksDB db = RocksDB.open(options, store.toString(), families, handles)) {
            db.put(
                    handles.get(1),
                    "format".getBytes(StandardCharsets.UTF_8),
                    ByteBuffer.allocate(Long.BYTES).putLong(format).array());
            handles.forEach(ColumnFamilyHandle::close);
        }
    }
}
