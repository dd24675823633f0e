package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the engine does where its memory ends or its disk fails, and what it says about itself. */
class EngineBoundsTest {
    private static final byte[] KEY = {1};
    private static final byte[] OTHER = {2};

    private static void set(EmbeddedDatabase database, int value) {
        database.run(transaction -> {
            transaction.set(KEY, new byte[] {(byte) value});
            return null;
        });
    }

    private static int codeOf(CompletableFuture<?> future) {
        Throwable thrown = catchThrowable(future::join);
        assertThat(thrown).isInstanceOf(CompletionException.class).hasCauseInstanceOf(FDBException.class);
        return ((FDBException) thrown.getCause()).getCode();
    }

    @Test
    void takesTheOldestSnapshotFromItsTransactionWhenThereAreTooMany() {
        EngineOptions options = EngineOptions.defaults().withWindow(3, 1_000);
        try (EmbeddedDatabase database = EmbeddedDatabase.open(new MemoryStorage(), options)) {
            List<Transaction> held = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                set(database, i);
                Transaction transaction = database.createTransaction();
                assertThat(transaction.get(KEY).join()).containsExactly(i);
                held.add(transaction);
            }
            assertThat(codeOf(held.get(0).get(KEY))).isEqualTo(1007);
            assertThat(held.get(19).get(KEY).join()).containsExactly(19);
            held.forEach(Transaction::close);
        }
    }

    /** Of what waits for it there is a batch at most; what is beyond was not committed, and can be tried again. */
    @Test
    void refusesCommitsWhenTooMuchWaitsForAStorageThatStalls() throws Exception {
        AtomicBoolean isStalled = new AtomicBoolean();
        CountDownLatch goOn = new CountDownLatch(1);
        Storage storage = new PassingStorage(new MemoryStorage()) {
            @Override
            public void apply(StorageBatch batch) {
                if (isStalled.get()) {
                    awaitUninterruptibly(goOn);
                }
                super.apply(batch);
            }
        };
        EngineOptions options = EngineOptions.defaults().withMayBlockHere(() -> false);
        try (EmbeddedDatabase database = EmbeddedDatabase.open(storage, options)) {
            set(database, 0);
            isStalled.set(true);
            List<CompletableFuture<Void>> commits = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                commits.add(commitNineMegabytes(database));
            }
            CompletableFuture<Object> first = CompletableFuture.anyOf(commits.toArray(CompletableFuture[]::new));
            assertThat(codeOf(first.orTimeout(60, TimeUnit.SECONDS))).isEqualTo(1042);

            isStalled.set(false);
            goOn.countDown();
            List<Integer> refusals = commits.stream()
                    .filter(commit -> catchThrowable(commit::join) != null)
                    .map(EngineBoundsTest::codeOf)
                    .toList();
            assertThat(refusals).containsOnly(1042).hasSizeLessThan(commits.size() - 3);
            set(database, 1);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CompletableFuture<Void> commitNineMegabytes(EmbeddedDatabase database) {
        Transaction transaction = database.createTransaction();
        for (int i = 0; i < 100; i++) {
            transaction.set(new byte[] {2, (byte) i}, new byte[90_000]);
        }
        return transaction.commit().whenComplete((done, error) -> transaction.close());
    }

    @Test
    void refusesTransactionsThatAreOlderThanTheConflictsItRemembers() {
        EngineOptions options = EngineOptions.defaults().withWindow(100, 5);
        try (EmbeddedDatabase database = EmbeddedDatabase.open(new MemoryStorage(), options);
                Transaction transaction = database.createTransaction()) {
            transaction.get(new byte[] {2}).join();
            transaction.set(KEY, KEY);
            for (int i = 0; i < 20; i++) {
                set(database, i);
            }
            assertThat(codeOf(transaction.commit())).isEqualTo(1007);
        }
    }

    /** As a pool of threads that is full, or has been shut down. */
    @Test
    void anExecutorThatTakesNoMoreStopsNobodyAndLeavesNobodyWaiting() throws Exception {
        Executor full = task -> {
            throw new RejectedExecutionException("it takes no more");
        };
        EngineOptions options = EngineOptions.defaults().withMayBlockHere(() -> false);
        CompletableFuture<Void> unfired;
        try (EmbeddedDatabase database = EmbeddedDatabase.open(new MemoryStorage(), options)) {
            set(database, 0);
            Transaction watching = database.createTransaction(full);
            CompletableFuture<Void> fired = watching.watch(KEY);
            unfired = watching.watch(OTHER);
            told(watching.commit());
            Transaction losing = database.createTransaction(full);
            assertThat(told(losing.get(KEY))).containsExactly(0);
            losing.set(OTHER, KEY);
            Transaction winning = database.createTransaction(full);
            winning.set(KEY, new byte[] {1});

            told(winning.commit());
            told(fired);
            CompletableFuture<Void> lost = losing.commit();
            assertThatThrownBy(() -> told(lost)).hasCauseInstanceOf(FDBException.class);
            Transaction again = told(losing.onError(new FDBException("a conflict", codeOf(lost))));

            assertThat(told(again.get(KEY))).containsExactly(1);
            set(database, 2);
        }
        assertThat(unfired).isCompletedExceptionally();
    }

    /** Without helping a commit along, as {@code join} does. */
    private static <T> T told(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    @Test
    void stopsWhenTheStorageFails() {
        AtomicBoolean failing = new AtomicBoolean();
        AtomicInteger failures = new AtomicInteger();
        MemoryStorage memory = new MemoryStorage();
        Storage storage = new PassingStorage(memory) {
            @Override
            public void apply(StorageBatch batch) {
                if (failing.get()) {
                    throw new IllegalStateException("no space left on device");
                }
                super.apply(batch);
            }
        };
        EngineListener listener = new EngineListener() {
            @Override
            public void failed(Throwable cause) {
                failures.incrementAndGet();
            }
        };
        try (EmbeddedDatabase database =
                EmbeddedDatabase.open(storage, EngineOptions.defaults().withListener(listener))) {
            set(database, 1);
            failing.set(true);
            for (int i = 0; i < 2; i++) {
                try (Transaction transaction = database.createTransaction()) {
                    transaction.set(KEY, new byte[] {2});
                    CompletableFuture<Void> commit = transaction.commit();
                    assertThat(codeOf(commit)).isEqualTo(1510);
                    failing.set(false);
                }
            }
            byte[] value = database.read(transaction -> transaction.get(KEY).join());
            assertThat(value).containsExactly(1);
            assertThat(failures).hasValue(1);
        }
    }

    @Test
    void tellsItsListenerOfEveryBatch() {
        AtomicInteger committed = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger open = new AtomicInteger();
        EngineListener listener = new EngineListener() {
            @Override
            public void batchCommitted(int transactions, int conflicts, long bytes, long writeNanos) {
                committed.addAndGet(transactions);
                refused.addAndGet(conflicts);
            }

            @Override
            public void snapshotsChanged(int snapshots, long oldestAgeNanos) {
                open.set(snapshots);
            }
        };
        EngineOptions options = EngineOptions.defaults().withListener(listener).withCommitExecutor(Runnable::run);
        try (EmbeddedDatabase database = EmbeddedDatabase.open(new MemoryStorage(), options);
                Transaction loser = database.createTransaction()) {
            loser.get(KEY).join();
            loser.set(new byte[] {2}, KEY);
            set(database, 1);
            assertThat(codeOf(loser.commit())).isEqualTo(1020);
        }
        assertThat(committed).hasValue(1);
        assertThat(refused).hasValue(1);
        assertThat(open.get()).isPositive();
    }
}
