package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.KeySelector;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.async.AsyncIterator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers may change the arrays that they gave and those that they got, as they may with the native client. */
class ArrayOwnershipTest {
    private EmbeddedDatabase database;

    @BeforeEach
    void open() {
        database = EmbeddedDatabase.inMemory();
        write("b", "1");
        write("c", "2");
        write("d", "3");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void spoil(byte[]... arrays) {
        for (byte[] array : arrays) {
            Arrays.fill(array, (byte) 'x');
        }
    }

    private void write(String key, String value) {
        database.run(transaction -> {
            transaction.set(bytes(key), bytes(value));
            return null;
        });
    }

    private List<String> contents() {
        return database.read(
                transaction -> transaction.getRange(new byte[0], new byte[] {(byte) 0xff}).asList().join().stream()
                        .map(pair -> new String(pair.getKey()) + "=" + new String(pair.getValue()))
                        .toList());
    }

    /** Whether a transaction that does this conflicts with a write of a key. */
    private boolean conflicts(Consumer<Transaction> reads, String written) {
        try (Transaction transaction = database.createTransaction()) {
            transaction.getReadVersion().join();
            reads.accept(transaction);
            transaction.set(bytes("own"), bytes("1"));
            write(written, "new");
            Throwable thrown = catchThrowable(() -> transaction.commit().join());
            return thrown != null && ((FDBException) thrown.getCause()).getCode() == 1020;
        }
    }

    @Test
    void keepsWrites() {
        byte[] key = bytes("e");
        byte[] value = bytes("4");
        byte[] begin = bytes("c");
        byte[] end = bytes("d");
        byte[] added = bytes("f");
        byte[] operand = {1};
        database.run(transaction -> {
            transaction.set(key, value);
            transaction.clear(begin, end);
            transaction.mutate(MutationType.BIT_OR, added, operand);
            spoil(key, value, begin, end, added, operand);
            return null;
        });
        assertThat(contents()).containsExactly("b=1", "d=3", "e=4", "f=\u0001");
    }

    @Test
    void keepsTheConflictOfAKeyThatWasRead() {
        assertThat(conflicts(
                        transaction -> {
                            byte[] key = bytes("c");
                            transaction.get(key).join();
                            spoil(key);
                        },
                        "c"))
                .isTrue();
    }

    @Test
    void keepsConflictsThatWereAdded() {
        assertThat(conflicts(
                        transaction -> {
                            byte[] key = bytes("c");
                            byte[] end = bytes("d");
                            transaction.addReadConflictRange(key, end);
                            spoil(key, end);
                        },
                        "c"))
                .isTrue();
        byte[] begin = bytes("c");
        byte[] end = bytes("d");
        try (Transaction reader = database.createTransaction()) {
            reader.get(bytes("c")).join();
            reader.set(bytes("own"), bytes("1"));
            database.run(transaction -> {
                transaction.addWriteConflictRange(begin, end);
                spoil(begin, end);
                return null;
            });
            assertThat(catchThrowable(() -> reader.commit().join())).hasCauseInstanceOf(FDBException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsTheConflictOfARangeWhosePairsAreChanged(boolean reverse) {
        for (String key : new String[] {"b", "c", "d"}) {
            assertThat(conflicts(
                            transaction -> {
                                List<KeyValue> pairs = transaction
                                        .getRange(
                                                KeySelector.lastLessOrEqual(bytes("b")),
                                                KeySelector.firstGreaterThan(bytes("d")),
                                                3,
                                                reverse)
                                        .asList()
                                        .join();
                                pairs.forEach(pair -> spoil(pair.getKey(), pair.getValue()));
                            },
                            key))
                    .as(key)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsOnBehindAPairThatIsChanged(boolean reverse) {
        for (int i = 0; i < 40; i++) {
            write("k%02d".formatted(i), "v".repeat(50));
        }
        try (Transaction transaction = database.createTransaction()) {
            AsyncIterator<KeyValue> iterator = transaction
                    .getRange(bytes("k"), bytes("l"), 0, reverse, StreamingMode.SMALL)
                    .iterator();
            for (int i = 0; i < 40; i++) {
                byte[] key = iterator.next().getKey();
                assertThat(new String(key)).isEqualTo("k%02d".formatted(reverse ? 39 - i : i));
                spoil(key);
            }
            assertThat(iterator.hasNext()).isFalse();
        }
    }

    @Test
    void keepsTheDatabaseWhenAnswersAreChanged() {
        try (Transaction transaction = database.createTransaction()) {
            spoil(transaction.get(bytes("b")).join());
            transaction.set(bytes("e"), bytes("4"));
            spoil(transaction.get(bytes("e")).join());
            for (KeyValue pair : transaction.getRange(bytes("a"), bytes("z"))) {
                spoil(pair.getKey(), pair.getValue());
            }
            spoil(transaction
                    .getKey(KeySelector.firstGreaterOrEqual(bytes("c")))
                    .join());
            spoil(transaction
                    .getKey(KeySelector.firstGreaterOrEqual(bytes("z")))
                    .join());
            spoil(transaction.getKey(KeySelector.lastLessThan(bytes("e"))).join());
            transaction.commit().join();
        }
        assertThat(contents()).containsExactly("b=1", "c=2", "d=3", "e=4");
    }
}
