package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.KeySelector;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.async.AsyncIterator;
import com.apple.foundationdb.directory.DirectoryLayer;
import com.apple.foundationdb.directory.DirectorySubspace;
import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.Versionstamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What FoundationDB's developer guide says of transactions, beyond what the replayed programs cover. */
class EmbeddedTransactionTest {
    private static final byte[] END = {(byte) 0xff};

    private final ManualTime time = new ManualTime();
    private EmbeddedDatabase database;

    @BeforeEach
    void open() {
        database = EmbeddedDatabase.open(
                new MemoryStorage(), EngineOptions.defaults().withTime(time));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void set(String key, String value) {
        database.run(transaction -> {
            transaction.set(bytes(key), bytes(value));
            return null;
        });
    }

    private static int codeOf(CompletableFuture<?> future) {
        Throwable thrown = catchThrowable(future::join);
        assertThat(thrown).isInstanceOf(CompletionException.class).hasCauseInstanceOf(FDBException.class);
        return ((FDBException) thrown.getCause()).getCode();
    }

    @Test
    void refusesReadsAtAVersionOlderThanFiveSeconds() {
        set("a", "1");
        try (Transaction transaction = database.createTransaction()) {
            transaction.getReadVersion().join();
            time.pass(Duration.ofMillis(4_900));
            assertThat(transaction.get(bytes("a")).join()).isEqualTo(bytes("1"));
            time.pass(Duration.ofMillis(200));
            assertThat(codeOf(transaction.get(bytes("a")))).isEqualTo(1007);
        }
    }

    @Test
    void refusesToCommitWhatItReadMoreThanFiveSecondsAgo() {
        try (Transaction transaction = database.createTransaction()) {
            transaction.get(bytes("a")).join();
            transaction.set(bytes("b"), bytes("1"));
            time.pass(Duration.ofSeconds(6));
            assertThat(codeOf(transaction.commit())).isEqualTo(1007);
        }
    }

    @Test
    void commitsABlindWriteHoweverOld() {
        try (Transaction transaction = database.createTransaction()) {
            transaction.getReadVersion().join();
            transaction.set(bytes("b"), bytes("1"));
            time.pass(Duration.ofSeconds(6));
            transaction.commit().join();
            assertThat(transaction.getCommittedVersion()).isPositive();
        }
    }

    @Test
    void readsAtAVersionThatIsSet() {
        set("a", "old");
        long version = database.read(transaction -> transaction.getReadVersion().join());
        set("a", "new");
        try (Transaction transaction = database.createTransaction()) {
            transaction.setReadVersion(version);
            assertThat(transaction.get(bytes("a")).join()).isEqualTo(bytes("old"));
            assertThat(transaction.getReadVersion().join()).isEqualTo(version);
        }
        try (Transaction transaction = database.createTransaction()) {
            transaction.setReadVersion(version + Limits.WINDOW_VERSIONS);
            assertThat(codeOf(transaction.get(bytes("a")))).isEqualTo(1009);
        }
        try (Transaction transaction = database.createTransaction()) {
            transaction.setReadVersion(1066);
            assertThat(transaction.getReadVersion().join()).isEqualTo(1066);
            assertThat(codeOf(transaction.get(bytes("a")))).isEqualTo(1007);
        }
    }

    @Test
    void advancesVersionsAMillionASecond() {
        long before = database.read(transaction -> transaction.getReadVersion().join());
        time.pass(Duration.ofSeconds(3));
        long after = database.read(transaction -> transaction.getReadVersion().join());
        assertThat(after - before).isEqualTo(3 * Limits.VERSIONS_PER_SECOND);
    }

    @Test
    void keepsVersionsBelowWhatTheStoreHasReservedAndReadsOnAfterALongRest() {
        MemoryStorage storage = new MemoryStorage();
        EngineOptions options = EngineOptions.defaults().withTime(time).withCommitExecutor(Runnable::run);
        try (EmbeddedDatabase other = EmbeddedDatabase.open(storage, options)) {
            for (int i = 0; i < 5; i++) {
                time.pass(Duration.ofHours(1));
                long version = other.read(transaction -> {
                    transaction.get(bytes("a")).join();
                    return transaction.getReadVersion().join();
                });
                assertThat(version).isLessThanOrEqualTo(storage.reservedVersion());
            }
        }
    }

    @Test
    void timesOut() {
        try (Transaction transaction = database.createTransaction()) {
            transaction.options().setTimeout(100);
            assertThat(transaction.get(bytes("a")).join()).isNull();
            time.pass(Duration.ofMillis(150));
            assertThat(codeOf(transaction.get(bytes("a")))).isEqualTo(1031);
            assertThat(codeOf(transaction.commit())).isEqualTo(1031);
            assertThat(codeOf(transaction.onError(FdbError.NOT_COMMITTED.exception())))
                    .isEqualTo(1031);
        }
    }

    @Test
    void stopsAtTheRetryLimit() {
        try (Transaction transaction = database.createTransaction()) {
            transaction.options().setRetryLimit(2);
            transaction.options().setMaxRetryDelay(0);
            transaction.onError(FdbError.NOT_COMMITTED.exception()).join();
            transaction.onError(FdbError.NOT_COMMITTED.exception()).join();
            assertThat(codeOf(transaction.onError(FdbError.NOT_COMMITTED.exception())))
                    .isEqualTo(1020);
            assertThat(codeOf(transaction.get(bytes("a")))).isEqualTo(1025);
        }
    }

    @Test
    void doublesTheBackOffUpToItsLimit() {
        Backoff backoff = new Backoff(new java.util.random.RandomGenerator() {
            @Override
            public long nextLong() {
                return -1L;
            }
        });
        Duration max = Duration.ofMillis(35);
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            delays.add(
                    backoff.next(FdbError.NOT_COMMITTED, max).plusNanos(1_000).toMillis());
        }
        assertThat(delays).containsExactly(10L, 20L, 35L, 35L);
        assertThat(backoff.next(FdbError.FUTURE_VERSION, max)).isEqualTo(Limits.READ_VERSION_RETRY_DELAY);
    }

    @Test
    void refusesATransactionThatIsTooLarge() {
        try (Transaction transaction = database.createTransaction()) {
            for (int i = 0; i < 101; i++) {
                transaction.set(bytes("k" + i), new byte[Limits.VALUE_BYTES]);
            }
            assertThat(transaction.getApproximateSize().join()).isGreaterThan(Limits.TRANSACTION_BYTES);
            assertThat(codeOf(transaction.commit())).isEqualTo(2101);
        }
        try (Transaction transaction = database.createTransaction()) {
            transaction.options().setSizeLimit(100);
            transaction.set(bytes("a"), new byte[100]);
            assertThat(codeOf(transaction.commit())).isEqualTo(2101);
        }
    }

    @Test
    void answersThePredicatesWithoutTheNativeLibrary() {
        assertThat(FdbError.NOT_COMMITTED.exception().isRetryable()).isTrue();
        assertThat(FdbError.NOT_COMMITTED.exception().isRetryableNotCommitted()).isTrue();
        assertThat(FdbError.NOT_COMMITTED.exception().isMaybeCommitted()).isFalse();
        assertThat(FdbError.COMMIT_UNKNOWN_RESULT.exception().isMaybeCommitted())
                .isTrue();
        assertThat(FdbError.COMMIT_UNKNOWN_RESULT.exception().isRetryableNotCommitted())
                .isFalse();
        assertThat(FdbError.TRANSACTION_TIMED_OUT.exception().isRetryable()).isFalse();
        Exception clone = FdbError.NOT_COMMITTED.exception().retargetClone();
        assertThat(clone).isInstanceOf(EmbeddedFdbException.class).hasMessage(FdbError.NOT_COMMITTED.message());
    }

    @Test
    void firesAWatchWhenTheValueChanges() throws Exception {
        set("a", "1");
        CompletableFuture<Void> watch = database.run(transaction -> transaction.watch(bytes("a")));
        set("b", "1");
        set("a", "1");
        assertThat(watch).isNotDone();
        set("a", "2");
        watch.get(10, TimeUnit.SECONDS);
    }

    @Test
    void firesAWatchWhenItsKeyIsClearedInARange() throws Exception {
        set("a", "1");
        CompletableFuture<Void> watch = database.run(transaction -> transaction.watch(bytes("a")));
        database.run(transaction -> {
            transaction.clear(new byte[0], END);
            return null;
        });
        watch.get(10, TimeUnit.SECONDS);
    }

    @Test
    void firesAWatchOfAReaderThatIsBehind() throws Exception {
        set("a", "1");
        try (Transaction reader = database.createTransaction()) {
            CompletableFuture<Void> watch = reader.watch(bytes("a"));
            set("a", "2");
            reader.commit().join();
            watch.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void cancelsAWatchWithItsTransaction() {
        Transaction transaction = database.createTransaction();
        CompletableFuture<Void> watch = transaction.watch(bytes("a"));
        transaction.cancel();
        assertThat(codeOf(watch)).isEqualTo(1025);
        transaction.close();
    }

    @Test
    void keepsAWatchAfterItsTransactionIsClosed() throws Exception {
        Transaction transaction = database.createTransaction();
        CompletableFuture<Void> watch = transaction.watch(bytes("a"));
        transaction.commit().join();
        transaction.close();
        assertThat(watch).isNotDone();
        set("a", "1");
        watch.get(10, TimeUnit.SECONDS);
    }

    @Test
    void limitsOutstandingWatches() {
        database.options().setMaxWatches(2);
        try (Transaction transaction = database.createTransaction()) {
            CompletableFuture<Void> first = transaction.watch(bytes("a"));
            transaction.watch(bytes("b"));
            assertThat(codeOf(transaction.watch(bytes("c")))).isEqualTo(1032);
            first.cancel(true);
            assertThat(transaction.watch(bytes("c"))).isNotDone();
        }
    }

    @Test
    void reportsConflictingKeys() {
        try (Transaction transaction = database.createTransaction()) {
            transaction.options().setReportConflictingKeys();
            transaction.get(bytes("a")).join();
            transaction.get(bytes("b")).join();
            transaction.set(bytes("c"), bytes("1"));
            set("b", "1");
            assertThat(codeOf(transaction.commit())).isEqualTo(1020);
            byte[] prefix = "\u00ff\u00ff/transaction/conflicting_keys/".getBytes(StandardCharsets.ISO_8859_1);
            List<KeyValue> conflicting = transaction
                    .snapshot()
                    .getRange(prefix, com.apple.foundationdb.tuple.ByteArrayUtil.join(prefix, END))
                    .asList()
                    .join();
            assertThat(conflicting)
                    .extracting(pair -> new String(pair.getValue()))
                    .containsExactly("1", "0");
            assertThat(conflicting.get(0).getKey())
                    .isEqualTo(com.apple.foundationdb.tuple.ByteArrayUtil.join(prefix, bytes("b")));
        }
    }

    @Test
    void keepsTheMetadataVersionForStamps() {
        byte[] key = Keys.METADATA_VERSION;
        byte[] template = new byte[14];
        try (Transaction transaction = database.createTransaction()) {
            assertThat(transaction.get(key).join()).isNull();
            transaction.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, key, template);
            assertThat(codeOf(transaction.get(key))).isEqualTo(1036);
        }
        byte[] stamp = database.run(transaction -> {
                    transaction.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, key, template);
                    return transaction.getVersionstamp();
                })
                .join();
        byte[] found = database.read(transaction -> transaction.get(key).join());
        assertThat(found).isEqualTo(stamp);
        try (Transaction transaction = database.createTransaction()) {
            transaction.set(key, new byte[10]);
            assertThat(codeOf(transaction.commit())).isEqualTo(2000);
        }
    }

    @Test
    void readsSystemKeysOnlyWithTheOption() {
        byte[] key = {(byte) 0xff, 'x'};
        try (Transaction transaction = database.createTransaction()) {
            assertThat(codeOf(transaction.get(key))).isEqualTo(2004);
        }
        database.run(transaction -> {
            transaction.options().setAccessSystemKeys();
            transaction.set(key, bytes("1"));
            return null;
        });
        try (Transaction transaction = database.createTransaction()) {
            transaction.options().setReadSystemKeys();
            assertThat(transaction.get(key).join()).isEqualTo(bytes("1"));
            assertThat(transaction.getKey(KeySelector.firstGreaterOrEqual(END)).join())
                    .isEqualTo(key);
        }
        try (Transaction transaction = database.createTransaction()) {
            assertThat(transaction.getRange(new byte[0], END).asList().join()).isEmpty();
        }
    }

    @Test
    void readsALongRangeInChunksEitherWay() {
        List<Integer> numbers = new ArrayList<>();
        for (int start = 0; start < 20_000; start += 2_000) {
            int first = start;
            database.run(transaction -> {
                for (int i = first; i < first + 2_000; i++) {
                    transaction.set(Tuple.from(i).pack(), new byte[20]);
                    numbers.add(i);
                }
                return null;
            });
        }
        for (StreamingMode mode : new StreamingMode[] {
            StreamingMode.ITERATOR, StreamingMode.SMALL, StreamingMode.MEDIUM, StreamingMode.LARGE, StreamingMode.SERIAL
        }) {
            assertThat(iterate(mode, false)).isEqualTo(numbers);
            assertThat(iterate(mode, true)).hasSize(numbers.size()).startsWith(19_999);
        }
        try (Transaction transaction = database.createTransaction()) {
            assertThat(codeOf(transaction
                            .getRange(new byte[0], END, 0, false, StreamingMode.EXACT)
                            .asList()))
                    .isEqualTo(2210);
            assertThat(transaction.getRange(new byte[0], END, 7).asList().join())
                    .hasSize(7);
        }
    }

    private List<Integer> iterate(StreamingMode mode, boolean reverse) {
        List<Integer> found = new ArrayList<>();
        try (Transaction transaction = database.createTransaction()) {
            AsyncIterator<KeyValue> iterator =
                    transaction.getRange(new byte[0], END, 0, reverse, mode).iterator();
            while (iterator.hasNext()) {
                found.add((int) Tuple.fromBytes(iterator.next().getKey()).getLong(0));
            }
        }
        return found;
    }

    @Test
    void conflictsOnlyWithTheChunksThatWereRead() {
        for (int i = 0; i < 100; i++) {
            set("k%03d".formatted(i), "x".repeat(100));
        }
        try (Transaction transaction = database.createTransaction()) {
            AsyncIterator<KeyValue> iterator = transaction
                    .getRange(bytes("k"), bytes("l"), 0, false, StreamingMode.SMALL)
                    .iterator();
            assertThat(iterator.hasNext()).isTrue();
            transaction.set(bytes("z"), bytes("1"));
            set("k099", "changed");
            transaction.commit().join();
        }
    }

    @Test
    void estimatesSizesAndSplits() {
        database.run(transaction -> {
            for (int i = 0; i < 1_000; i++) {
                transaction.set(bytes("k%04d".formatted(i)), new byte[95]);
            }
            return null;
        });
        try (Transaction transaction = database.createTransaction()) {
            assertThat(transaction.getEstimatedRangeSizeBytes(new byte[0], END).join())
                    .isEqualTo(100_000);
            List<byte[]> points = transaction
                    .getRangeSplitPoints(bytes("k"), bytes("l"), 10_000)
                    .join()
                    .getKeys();
            assertThat(points).hasSize(11);
            assertThat(points.get(0)).isEqualTo(bytes("k"));
            assertThat(points.get(1)).isEqualTo(bytes("k0100"));
            assertThat(points.get(10)).isEqualTo(bytes("l"));
        }
    }

    @Test
    void servesTheDirectoryLayer() {
        DirectoryLayer directories = DirectoryLayer.getDefault();
        DirectorySubspace users = database.run(transaction ->
                directories.createOrOpen(transaction, List.of("app", "users")).join());
        set("other", "1");
        DirectorySubspace again = database.run(transaction ->
                directories.open(transaction, List.of("app", "users")).join());
        assertThat(again.getKey()).isEqualTo(users.getKey());
        database.run(transaction -> directories
                .move(transaction, List.of("app", "users"), List.of("app", "people"))
                .join());
        List<String> names = database.run(
                transaction -> directories.list(transaction, List.of("app")).join());
        assertThat(names).containsExactly("people");
    }

    @Test
    void servesTheTupleLayerWithVersionstamps() {
        byte[] stamp = database.run(transaction -> {
                    transaction.mutate(
                            MutationType.SET_VERSIONSTAMPED_KEY,
                            Tuple.from("log", Versionstamp.incomplete(3)).packWithVersionstamp(),
                            bytes("entry"));
                    return transaction.getVersionstamp();
                })
                .join();
        List<KeyValue> log = database.read(transaction ->
                transaction.getRange(Tuple.from("log").range()).asList().join());
        Versionstamp found = Tuple.fromBytes(log.get(0).getKey()).getVersionstamp(1);
        assertThat(found).isEqualTo(Versionstamp.complete(stamp, 3));
    }

    @Test
    void readsElsewhereForThreadsThatMayNotBlock() {
        Thread test = Thread.currentThread();
        try (EmbeddedDatabase other = EmbeddedDatabase.open(
                new MemoryStorage(), EngineOptions.defaults().withMayBlockHere(() -> Thread.currentThread() != test))) {
            try (Transaction transaction = other.createTransaction()) {
                transaction.set(bytes("a"), bytes("1"));
                CompletableFuture<byte[]> before = transaction.get(bytes("a"));
                transaction.set(bytes("a"), bytes("2"));
                assertThat(before.join()).isEqualTo(bytes("1"));
                assertThat(transaction.getRange(new byte[0], END).asList().join())
                        .hasSize(1);
                transaction.commit().join();
            }
        }
    }

    @Test
    void retriesUntilATransactionCommits() {
        set("n", "0");
        int[] attempts = {0};
        String value = database.run(transaction -> {
            String read = new String(transaction.get(bytes("n")).join());
            if (attempts[0]++ == 0) {
                set("n", "1");
            }
            transaction.set(bytes("m"), bytes(read));
            return read;
        });
        assertThat(value).isEqualTo("1");
        assertThat(attempts[0]).isEqualTo(2);
        assertThat(database.runAsync(transaction -> transaction.get(bytes("m"))).join())
                .isEqualTo(bytes("1"));
    }

    @Test
    void refusesUseAfterClose() {
        EmbeddedDatabase other = EmbeddedDatabase.inMemory();
        Transaction transaction = other.createTransaction();
        other.close();
        assertThatThrownBy(other::createTransaction)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(catchThrowable(() -> transaction.get(bytes("a")).join())).isNotNull();
        other.close();
    }
}
