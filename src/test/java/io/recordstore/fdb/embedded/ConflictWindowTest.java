package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConflictWindowTest {
    private record Write(KeyRange range, long version) {}

    private static KeyRange range(Random random) {
        byte[] a = {(byte) random.nextInt(60)};
        byte[] b = {(byte) random.nextInt(60)};
        byte[] begin = Keys.min(a, b);
        return new KeyRange(
                begin, random.nextBoolean() ? Keys.after(begin) : Keys.max(Keys.after(begin), Keys.max(a, b)));
    }

    private static boolean overlap(KeyRange a, KeyRange b) {
        return Keys.less(a.begin(), b.end()) && Keys.less(b.begin(), a.end());
    }

    @Test
    void agreesWithAListOfAllWrites() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ConflictWindowTest -Dseed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            ConflictWindow window = new ConflictWindow(0, 1_000_000);
            List<Write> writes = new ArrayList<>();
            long version = 0;
            for (int step = 1; step < 300; step++) {
                version += 1 + random.nextLong(Limits.WINDOW_VERSIONS / 20);
                KeyRange written = range(random);
                window.add(List.of(written), version);
                writes.add(new Write(written, version));
                window.forgetThrough(version - Limits.WINDOW_VERSIONS);
                long readVersion = Math.max(0, version - random.nextLong(Limits.WINDOW_VERSIONS));
                KeyRange read = range(random);
                boolean expected = writes.stream()
                        .anyMatch(write -> write.version() > readVersion && overlap(write.range(), read));
                assertThat(window.writtenAfter(read, readVersion))
                        .as("-Dseed=%d", seed)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void forgetsEverythingThatHasLeftIt() {
        ConflictWindow window = new ConflictWindow(0, 1_000_000);
        Random random = new Random(1);
        for (long version = 1; version <= 1_000; version++) {
            window.add(List.of(range(random)), version);
        }
        window.forgetThrough(1_000);

        assertThat(window.size()).isZero();
        assertThat(window.oldest()).isEqualTo(1_000);
    }

    @Test
    void getsShorterRatherThanLarger() {
        ConflictWindow window = new ConflictWindow(0, 10);
        Random random = new Random(1);
        for (long version = 1; version <= 1_000; version++) {
            window.add(List.of(range(random)), version);
        }

        assertThat(window.size()).isEqualTo(10);
        assertThat(window.oldest()).isEqualTo(990);
    }

    @Test
    void countsALongKeyForMany() {
        ConflictWindow window = new ConflictWindow(0, 1_000);
        for (int version = 1; version <= 1_000; version++) {
            byte[] begin = java.util.Arrays.copyOf(new byte[] {(byte) version}, Limits.KEY_BYTES);
            window.add(List.of(new KeyRange(begin, Keys.after(begin))), version);
        }

        assertThat(window.size()).isEqualTo(1_000 / (1 + (2 * Limits.KEY_BYTES + 1) / Limits.CONFLICT_WEIGHT_BYTES));
        window.forgetThrough(1_000);
        assertThat(window.size()).isZero();
    }
}
