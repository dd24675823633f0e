package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk turns writes into errors, leaves reads, and is forgotten when it has room; nothing acknowledged is lost. */
class FullDiskTest {
    private static final long ROOM = 1L << 40;
    private static final int RECORDS = 50;

    @TempDir
    Path directory;

    private final AtomicLong free = new AtomicLong(ROOM);

    private EmbeddedDatabase open() {
        return EmbeddedDatabase.open(
                RocksStorage.open(directory, RocksOptions.defaults(), free::get), EngineOptions.defaults());
    }

    @Test
    void writesAreRefusedAndReadsGoOnUntilThereIsRoomAgain() {
        try (EmbeddedDatabase database = open()) {
            for (int i = 0; i < RECORDS; i++) {
                put(database, i);
            }

            free.set(1_000_000);
            for (int i = RECORDS; i < 2 * RECORDS; i++) {
                FDBException refusal = refusal(database, i);
                assertThat(refusal.getCode()).isEqualTo(1225);
                assertThat(refusal.isRetryable()).isFalse();
            }
            assertThat(count(database)).isEqualTo(RECORDS);

            free.set(ROOM);
            put(database, RECORDS);
            assertThat(count(database)).isEqualTo(RECORDS + 1);
        }
        free.set(0);
        try (EmbeddedDatabase again = open()) {
            assertThat(count(again)).isEqualTo(RECORDS + 1);
            assertThat(refusal(again, 0).getCode()).isEqualTo(1225);
        }
    }

    /** The disk filled up in the middle of a write: nobody can say whether a crash would bring it back. */
    @Test
    void aWriteThatWasCutShortIsUnknownAndTheNextOneIsTried() {
        AtomicBoolean isFull = new AtomicBoolean();
        Storage storage = new PassingStorage(new MemoryStorage()) {
            @Override
            public void apply(StorageBatch batch) {
                if (isFull.get()) {
                    throw StorageFullException.whileWriting(new IllegalStateException("no space left on device"));
                }
                super.apply(batch);
            }
        };
        try (EmbeddedDatabase database = EmbeddedDatabase.open(storage, EngineOptions.defaults())) {
            put(database, 0);

            isFull.set(true);
            assertThat(refusal(database, 1).getCode()).isEqualTo(1021);
            assertThat(count(database)).isEqualTo(1);

            isFull.set(false);
            put(database, 2);
            assertThat(count(database)).isEqualTo(2);
        }
    }

    private static FDBException refusal(EmbeddedDatabase database, int key) {
        CompletionException failure = catchThrowableOfType(CompletionException.class, () -> put(database, key));
        assertThat(failure).as("there was no room").isNotNull();
        return (FDBException) failure.getCause();
    }

    private static void put(EmbeddedDatabase database, int key) {
        try (Transaction transaction = database.createTransaction()) {
            transaction.set(key(key), new byte[100]);
            transaction.commit().join();
        }
    }

    private static int count(EmbeddedDatabase database) {
        return database.read(transaction -> transaction
                .getRange(new Range(key(0), key(Integer.MAX_VALUE)))
                .asList()
                .join()
                .size());
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }
}
