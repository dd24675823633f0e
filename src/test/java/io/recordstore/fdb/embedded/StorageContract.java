package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every storage must do. */
abstract class StorageContract {
    private Storage storage;

    /** Opens a new, empty storage. */
    abstract Storage openEmpty();

    @BeforeEach
    void open() {
        storage = openEmpty();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static StorageBatch batch(long version, List<KeyRange> clears, Object... writes) {
        TreeMap<byte[], byte[]> map = new TreeMap<>(Keys.ORDER);
        for (int i = 0; i < writes.length; i += 2) {
            map.put(bytes((String) writes[i]), writes[i + 1] == null ? null : bytes((String) writes[i + 1]));
        }
        return new StorageBatch(version, clears, map);
    }

    private static String get(StorageSnapshot snapshot, String key) {
        byte[] value = snapshot.get(bytes(key));
        return value == null ? null : new String(value, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void showsABatchWhole() {
        storage.apply(batch(7, List.of(), "a", "1", "b", ""));

        try (StorageSnapshot snapshot = storage.snapshot()) {
            assertThat(get(snapshot, "a")).isEqualTo("1");
            assertThat(get(snapshot, "b")).isEmpty();
            assertThat(get(snapshot, "c")).isNull();
        }
        assertThat(storage.reservedVersion()).isEqualTo(7);
    }

    @Test
    void clearsBeforeItWrites() {
        storage.apply(batch(1, List.of(), "a", "1", "b", "2", "c", "3"));

        storage.apply(batch(2, List.of(new KeyRange(bytes("a"), bytes("c"))), "b", "4", "c", null));

        try (StorageSnapshot snapshot = storage.snapshot()) {
            assertThat(get(snapshot, "a")).isNull();
            assertThat(get(snapshot, "b")).isEqualTo("4");
            assertThat(get(snapshot, "c")).isNull();
        }
    }

    @Test
    void keepsASnapshotAsItWas() {
        storage.apply(batch(1, List.of(), "a", "1", "b", "2"));
        try (StorageSnapshot before = storage.snapshot();
                StorageCursor cursor = before.cursor()) {
            storage.apply(batch(2, List.of(new KeyRange(bytes("a"), bytes("z"))), "a", "3"));

            assertThat(get(before, "a")).isEqualTo("1");
            cursor.seek(bytes("b"));
            assertThat(cursor.isValid()).isTrue();
            assertThat(cursor.value()).isEqualTo(bytes("2"));
        }
    }

    @Test
    void movesACursorBothWays() {
        storage.apply(batch(1, List.of(), "a", "1", "c", "2", "e", "3"));
        try (StorageSnapshot snapshot = storage.snapshot();
                StorageCursor cursor = snapshot.cursor()) {
            cursor.seek(bytes("b"));
            assertThat(cursor.key()).isEqualTo(bytes("c"));
            cursor.next();
            assertThat(cursor.key()).isEqualTo(bytes("e"));
            cursor.previous();
            assertThat(cursor.key()).isEqualTo(bytes("c"));
            cursor.seekBefore(bytes("c"));
            assertThat(cursor.key()).isEqualTo(bytes("a"));
            cursor.previous();
            assertThat(cursor.isValid()).isFalse();
            cursor.seek(bytes("f"));
            assertThat(cursor.isValid()).isFalse();
        }
    }

    @Test
    void clearsAWideRange() {
        TreeMap<byte[], byte[]> many = new TreeMap<>(Keys.ORDER);
        for (int i = 0; i < 10 * Limits.POINT_DELETES; i++) {
            many.put(bytes("k%05d".formatted(i)), bytes("v"));
        }
        storage.apply(new StorageBatch(1, List.of(), many));

        storage.apply(batch(2, List.of(new KeyRange(bytes("k"), bytes("l"))), "k00007", "new"));

        try (StorageSnapshot snapshot = storage.snapshot();
                StorageCursor cursor = snapshot.cursor()) {
            cursor.seek(bytes("k"));
            assertThat(cursor.key()).isEqualTo(bytes("k00007"));
            cursor.next();
            assertThat(cursor.isValid()).isFalse();
        }
    }

    @Test
    void agreesWithAnOrderedMapOverRandomBatches() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(getClass().getSimpleName() + " -Dseed=" + seed);
        Random random = new Random(seed);
        TreeMap<byte[], byte[]> model = new TreeMap<>(Keys.ORDER);
        for (int version = 1; version <= 300; version++) {
            StorageBatch batch = randomBatch(random, version);
            batch.clears()
                    .forEach(range -> model.subMap(range.begin(), range.end()).clear());
            batch.writes().forEach((key, value) -> {
                if (value == null) {
                    model.remove(key);
                } else {
                    model.put(key, value);
                }
            });
            storage.apply(batch);
        }

        assertThat(contents()).isEqualTo(describe(model));
    }

    private static StorageBatch randomBatch(Random random, int version) {
        RangeSet clears = new RangeSet();
        if (random.nextInt(4) == 0) {
            byte[] a = randomKey(random);
            byte[] b = randomKey(random);
            clears.add(Keys.min(a, b), Keys.max(a, b));
        }
        TreeMap<byte[], byte[]> writes = new TreeMap<>(Keys.ORDER);
        for (int i = random.nextInt(40); i > 0; i--) {
            byte[] value = new byte[random.nextInt(8)];
            random.nextBytes(value);
            writes.put(randomKey(random), random.nextInt(5) == 0 ? null : value);
        }
        return new StorageBatch(version, clears.toList(), writes);
    }

    private static byte[] randomKey(Random random) {
        byte[] key = new byte[random.nextInt(3)];
        random.nextBytes(key);
        return key;
    }

    private List<String> contents() {
        TreeMap<byte[], byte[]> found = new TreeMap<>(Keys.ORDER);
        try (StorageSnapshot snapshot = storage.snapshot();
                StorageCursor cursor = snapshot.cursor()) {
            for (cursor.seek(Keys.FIRST); cursor.isValid(); cursor.next()) {
                found.put(cursor.key(), cursor.value());
            }
        }
        return describe(found);
    }

    private static List<String> describe(TreeMap<byte[], byte[]> pairs) {
        List<String> lines = new ArrayList<>();
        pairs.forEach((key, value) -> lines.add(java.util.HexFormat.of().formatHex(key) + "="
                + java.util.HexFormat.of().formatHex(value)));
        return lines;
    }
}
