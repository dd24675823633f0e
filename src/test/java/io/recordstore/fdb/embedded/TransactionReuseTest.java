package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One transaction object over several attempts, and which errors lead to another. */
class TransactionReuseTest {
    private static final byte[] KEY = {1};
    private static final byte[] OTHER = {2};

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

    private static int codeOf(CompletableFuture<?> future) {
        Throwable thrown = catchThrowable(future::join);
        assertThat(thrown).isInstanceOf(CompletionException.class).hasCauseInstanceOf(FDBException.class);
        return ((FDBException) thrown.getCause()).getCode();
    }

    private static void retry(Transaction transaction) {
        assertThat(transaction.onError(FdbError.NOT_COMMITTED.exception()).join())
                .isSameAs(transaction);
    }

    @Test
    void isUsedAgainAfterACommit() {
        try (Transaction transaction = database.createTransaction()) {
            transaction.set(KEY, KEY);
            transaction.commit().join();
            long first = transaction.getCommittedVersion();
            assertThat(codeOf(transaction.get(KEY))).isEqualTo(2017);
            assertThat(codeOf(transaction.commit())).isEqualTo(2017);

            retry(transaction);
            assertThat(transaction.getCommittedVersion()).isEqualTo(-1);
            assertThat(transaction.get(KEY).join()).isEqualTo(KEY);
            transaction.set(KEY, OTHER);
            transaction.commit().join();
            assertThat(transaction.getCommittedVersion()).isGreaterThan(first);
        }
    }

    @Test
    void startsAnewWithoutItsWritesConflictsAndReadVersion() {
        try (Transaction transaction = database.createTransaction()) {
            transaction.get(KEY).join();
            transaction.set(OTHER, OTHER);
            long before = transaction.getReadVersion().join();
            database.run(other -> {
                other.set(KEY, KEY);
                return null;
            });
            retry(transaction);
            assertThat(transaction.getReadVersion().join()).isGreaterThan(before);
            assertThat(transaction.get(OTHER).join()).isNull();
            assertThat(transaction.getApproximateSize().join()).isLessThan(100);
            transaction.set(new byte[] {3}, KEY);
            transaction.commit().join();
        }
        byte[] other = database.read(transaction -> transaction.get(OTHER).join());
        assertThat(other).isNull();
    }

    @Test
    void answersABadWriteNoLongerAfterARetry() {
        try (Transaction transaction = database.createTransaction()) {
            transaction.set(new byte[Limits.KEY_BYTES + 1], KEY);
            assertThat(codeOf(transaction.get(KEY))).isEqualTo(2102);
            retry(transaction);
            assertThat(transaction.get(KEY).join()).isNull();
        }
    }

    @Test
    void keepsTimeOutAndRetryLimitOverRetriesAndForgetsOtherOptions() {
        try (Transaction transaction = database.createTransaction()) {
            transaction.options().setTimeout(60_000);
            transaction.options().setRetryLimit(2);
            transaction.options().setReadSystemKeys();
            retry(transaction);
            assertThat(codeOf(transaction.get(new byte[] {(byte) 0xff, 1}))).isEqualTo(2004);
            retry(transaction);
            assertThat(codeOf(transaction.onError(FdbError.NOT_COMMITTED.exception())))
                    .isEqualTo(1020);
        }
        try (Transaction transaction = database.createTransaction()) {
            transaction.options().setTimeout(60_000);
            retry(transaction);
            time.pass(Duration.ofSeconds(61));
            assertThat(codeOf(transaction.get(KEY))).isEqualTo(1031);
        }
    }

    @Test
    void hasNoVersionAfterAReadOnlyCommit() {
        try (Transaction transaction = database.createTransaction()) {
            transaction.get(KEY).join();
            CompletableFuture<byte[]> stamp = transaction.getVersionstamp();
            transaction.commit().join();
            assertThat(transaction.getCommittedVersion()).isEqualTo(-1);
            assertThat(codeOf(stamp)).isEqualTo(2021);
        }
    }

    @Test
    void takesOptionsThatHaveNothingToSteer() {
        try (Transaction transaction = database.createTransaction()) {
            transaction.options().setCausalReadRisky();
            transaction.options().setCausalWriteRisky();
            transaction.options().setPrioritySystemImmediate();
            transaction.options().setPriorityBatch();
            transaction.options().setReadLockAware();
            transaction.options().setLockAware();
            transaction.options().setUsedDuringCommitProtectionDisable();
            transaction.options().setDebugTransactionIdentifier("t");
            transaction.options().setTag("tag");
            transaction.options().setAutoThrottleTag("tag");
            transaction.options().setReadServerSideCacheDisable();
            transaction.set(KEY, KEY);
            transaction.commit().join();
        }
    }

    @Test
    void refusesATimeOutThatIsNone() {
        try (Transaction transaction = database.createTransaction()) {
            transaction.options().setTimeout(-1);
            assertThat(codeOf(transaction.get(KEY))).isEqualTo(2006);
        }
    }

    /** The lists are those of FoundationDB's {@code fdb_error_predicate}. */
    @ParameterizedTest
    @EnumSource(FdbError.class)
    void retriesJustTheErrorsThatAreDocumentedAsRetryable(FdbError error) {
        boolean maybe = List.of(1021, 1039).contains(error.code());
        boolean not = List.of(1007, 1009, 1020, 1037, 1038, 1042, 1051, 1078, 1213, 1223)
                .contains(error.code());
        assertThat(error.exception().isMaybeCommitted()).isEqualTo(maybe);
        assertThat(error.exception().isRetryableNotCommitted()).isEqualTo(not);
        assertThat(error.exception().isRetryable()).isEqualTo(maybe || not);
        try (Transaction transaction = database.createTransaction()) {
            transaction.options().setMaxRetryDelay(0);
            CompletableFuture<Transaction> next = transaction.onError(error.exception());
            if (maybe || not) {
                assertThat(next.join()).isSameAs(transaction);
                assertThat(transaction.get(KEY).join()).isNull();
            } else {
                assertThat(codeOf(next)).isEqualTo(error.code());
                assertThat(codeOf(transaction.get(KEY))).isEqualTo(1025);
            }
        }
    }

    @Test
    void passesOnWhatIsNoErrorOfTheDatabase() {
        try (Transaction transaction = database.createTransaction()) {
            IllegalStateException own = new IllegalStateException("mine");
            assertThat(catchThrowable(() -> transaction.onError(own).join())).hasCause(own);
        }
    }
}
