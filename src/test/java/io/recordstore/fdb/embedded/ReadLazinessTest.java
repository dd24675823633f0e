package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.KeySelector;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.async.AsyncIterable;
import com.apple.foundationdb.async.AsyncIterator;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a transaction does not ask for is not read from the storage. */
class ReadLazinessTest {
    private static final int PAIRS = 5_000;
    private static final int VALUE_BYTES = 28;

    /** What a pair counts for against a byte limit: key, value and what FoundationDB's client adds. */
    private static final int PAIR_BYTES = Integer.BYTES + VALUE_BYTES + Limits.PAIR_OVERHEAD_BYTES;

    private final AtomicInteger steps = new AtomicInteger();
    private EmbeddedDatabase database;
    private Transaction transaction;

    @BeforeEach
    void open() {
        database = EmbeddedDatabase.open(new Counting(new MemoryStorage(), steps), EngineOptions.defaults());
        database.run(filling -> {
            for (int i = 0; i < PAIRS; i++) {
                filling.set(key(i), new byte[VALUE_BYTES]);
            }
            return null;
        });
        transaction = database.createTransaction();
        steps.set(0);
    }

    @AfterEach
    void close() {
        transaction.close();
        database.close();
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private AsyncIterable<KeyValue> all(int limit, boolean reverse, StreamingMode mode) {
        return transaction.getRange(key(0), key(PAIRS), limit, reverse, mode);
    }

    /** Lays a write over the far end of what is there, so that reads merge. */
    private void writeFarAway() {
        transaction.set(key(PAIRS + 1), new byte[0]);
    }

    @Test
    void readsNothingBeforeAnIteratorIsMade() {
        all(0, false, StreamingMode.WANT_ALL);
        assertThat(steps).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void stopsAtTheRowLimit(boolean reverse, boolean ownWrites) {
        if (ownWrites) {
            writeFarAway();
        }
        assertThat(all(7, reverse, StreamingMode.EXACT).asList().join()).hasSize(7);
        assertThat(steps.get()).isLessThanOrEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"SMALL, 256", "MEDIUM, 1000", "LARGE, 4096", "ITERATOR, 4096", "SERIAL, 80000", "WANT_ALL, 80000"})
    void readsOneChunkAtFirst(StreamingMode mode, int bytes) {
        AsyncIterator<KeyValue> iterator = all(0, false, mode).iterator();
        assertThat(iterator.hasNext()).isTrue();
        int rows = (bytes + PAIR_BYTES - 1) / PAIR_BYTES;
        assertThat(steps.get()).isLessThanOrEqualTo(rows);
        for (int i = 0; i < rows; i++) {
            iterator.next();
        }
        assertThat(steps.get()).isLessThanOrEqualTo(rows);
        iterator.hasNext();
        assertThat(steps.get()).isGreaterThan(rows);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resolvesASelectorByItsNeighboursAlone(boolean ownWrites) {
        if (ownWrites) {
            writeFarAway();
        }
        byte[] found = transaction
                .getKey(KeySelector.firstGreaterOrEqual(key(100)).add(3))
                .join();
        assertThat(found).isEqualTo(key(103));
        assertThat(steps.get()).isLessThan(50);
    }

    @Test
    void answersFromOwnWritesWithoutTheStorage() {
        transaction.set(key(1), key(2));
        transaction.clear(key(2), key(9));
        assertThat(transaction.get(key(1)).join()).isEqualTo(key(2));
        assertThat(transaction.get(key(5)).join()).isNull();
        assertThat(transaction.getRange(key(2), key(9)).asList().join()).isEmpty();
        assertThat(steps).hasValue(0);
    }

    @Test
    void cancelsWhatAnIteratorHasNotRead() {
        AsyncIterator<KeyValue> iterator = all(0, false, StreamingMode.SMALL).iterator();
        iterator.hasNext();
        int before = steps.get();
        iterator.cancel();
        assertThat(steps).hasValue(before);
    }

    /** Counts the keys that a reader is brought to. */
    private static final class Counting extends PassingStorage {
        private final AtomicInteger steps;

        Counting(Storage storage, AtomicInteger steps) {
            super(storage);
            this.steps = steps;
        }

        @Override
        public StorageSnapshot snapshot() {
            StorageSnapshot snapshot = super.snapshot();
            return new StorageSnapshot() {
                @Override
                public byte[] get(byte[] key) {
                    steps.incrementAndGet();
                    return snapshot.get(key);
                }

                @Override
                public StorageCursor cursor() {
                    return new CountingCursor(snapshot.cursor(), steps);
                }

                @Override
                public void close() {
                    snapshot.close();
                }
            };
        }
    }

    private record CountingCursor(StorageCursor cursor, AtomicInteger steps) implements StorageCursor {
        @Override
        public void seek(byte[] key) {
            steps.incrementAndGet();
            cursor.seek(key);
        }

        @Override
        public void seekBefore(byte[] key) {
            steps.incrementAndGet();
            cursor.seekBefore(key);
        }

        @Override
        public void next() {
            steps.incrementAndGet();
            cursor.next();
        }

        @Override
        public void previous() {
            steps.incrementAndGet();
            cursor.previous();
        }

        @Override
        public boolean isValid() {
            return cursor.isValid();
        }

        @Override
        public byte[] key() {
            return cursor.key();
        }

        @Override
        public byte[] value() {
            return cursor.value();
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
