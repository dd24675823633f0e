package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for a commit commits it; who does not wait is not held up, whatever the storage does. */
@Timeout(60)
class CommitLeadingTest {
    private static final Executor NOBODY = task -> {};

    private static EmbeddedDatabase onExecutor(Storage storage, Executor executor) {
        return EmbeddedDatabase.open(storage, EngineOptions.defaults().withCommitExecutor(executor));
    }

    private static CompletableFuture<Void> start(EmbeddedDatabase database, int value) {
        Transaction transaction = database.createTransaction();
        transaction.set(new byte[] {(byte) value}, new byte[] {(byte) value});
        return transaction.commit().whenComplete((done, error) -> transaction.close());
    }

    private static void run(EmbeddedDatabase database, int value) {
        database.run(transaction -> {
            transaction.set(new byte[] {(byte) value}, new byte[] {(byte) value});
            return null;
        });
    }

    private static List<byte[]> keys(EmbeddedDatabase database) {
        return database.read(
                transaction -> transaction.getRange(new byte[0], new byte[] {(byte) 0xff}).asList().join().stream()
                        .map(pair -> pair.getKey())
                        .toList());
    }

    @Test
    void aThreadThatWaitsNeedsNoOther() throws Exception {
        try (EmbeddedDatabase database = onExecutor(new MemoryStorage(), NOBODY)) {
            run(database, 1);
            start(database, 2).join();
            start(database, 3).get();
            start(database, 4).thenApply(done -> "what follows from it").join();
            assertThat(keys(database)).hasSize(4);
        }
    }

    @Test
    void aThreadThatGoesOnLeavesItToTheCommitThread() {
        StallingStorage storage = new StallingStorage();
        try (EmbeddedDatabase database = EmbeddedDatabase.open(storage, EngineOptions.defaults())) {
            storage.stall();
            List<CompletableFuture<Void>> commits =
                    IntStream.range(0, 100).mapToObj(i -> start(database, i)).toList();
            assertThat(commits).noneMatch(CompletableFuture::isDone);
            storage.goOn();
            commits.forEach(CompletableFuture::join);
            assertThat(keys(database)).hasSize(100);
        }
    }

    @Test
    void whatGathersBehindAWaitingThreadIsCommittedWithoutIt() {
        StallingStorage storage = new StallingStorage();
        try (EmbeddedDatabase database = onExecutor(storage, Runnable::run)) {
            storage.stall();
            CompletableFuture<Void> waiting =
                    CompletableFuture.runAsync(() -> run(database, 1), CommitLeadingTest::onThread);
            storage.awaitStalled();
            List<CompletableFuture<Void>> behind =
                    IntStream.range(2, 20).mapToObj(i -> start(database, i)).toList();
            CompletableFuture<?> all = CompletableFuture.allOf(behind.toArray(CompletableFuture[]::new));
            storage.goOn();
            waiting.join();
            CountDownLatch told = new CountDownLatch(1);
            all.whenComplete((done, error) -> told.countDown());
            await(told);
            assertThat(keys(database)).hasSize(19);
        }
    }

    @Test
    void aTimeoutEndsTheWaitWhileTheStorageStalls() {
        StallingStorage storage = new StallingStorage();
        try (EmbeddedDatabase database = onExecutor(storage, NOBODY);
                Transaction transaction = database.createTransaction()) {
            transaction.options().setTimeout(50);
            transaction.set(new byte[] {1}, new byte[0]);
            storage.stall();
            CompletableFuture<Void> commit = transaction.commit();
            assertThatThrownBy(commit::join)
                    .hasCauseInstanceOf(FDBException.class)
                    .satisfies(error -> assertThat(((FDBException) error.getCause()).getCode())
                            .isEqualTo(1031));
            storage.goOn();
        }
    }

    @Test
    void closesAfterTheThreadThatLeads() throws Exception {
        StallingStorage storage = new StallingStorage();
        EmbeddedDatabase database = onExecutor(storage, NOBODY);
        storage.stall();
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> start(database, 1).join(), CommitLeadingTest::onThread);
        storage.awaitStalled();
        Thread closing = onThread(database::close);
        while (!storage.isClosed() && closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(storage.isClosed()).isFalse();
        storage.goOn();
        waiting.join();
        closing.join();
        assertThat(storage.isClosed()).isTrue();
    }

    @Test
    void waitingAndNotWaitingThreadsLoseNoCommit() {
        try (EmbeddedDatabase database = EmbeddedDatabase.inMemory()) {
            List<CompletableFuture<Void>> threads = IntStream.range(0, 8)
                    .mapToObj(thread -> CompletableFuture.runAsync(
                            () -> {
                                List<CompletableFuture<Void>> started = new ArrayList<>();
                                for (int i = 0; i < 2_000; i++) {
                                    CompletableFuture<Void> commit = add(database);
                                    if (thread % 2 == 0) {
                                        commit.join();
                                    }
                                    started.add(commit);
                                }
                                started.forEach(CompletableFuture::join);
                            },
                            CommitLeadingTest::onThread))
                    .toList();
            threads.forEach(CompletableFuture::join);
            byte[] sum =
                    database.read(transaction -> transaction.get(new byte[] {1}).join());
            assertThat(sum[0] & 0xff | (sum[1] & 0xff) << 8).isEqualTo(16_000);
        }
    }

    private static CompletableFuture<Void> add(EmbeddedDatabase database) {
        Transaction transaction = database.createTransaction();
        transaction.mutate(MutationType.ADD, new byte[] {1}, new byte[] {1, 0, 0, 0});
        return transaction.commit().whenComplete((done, error) -> transaction.close());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a task on a thread of its own, which may be held up. */
    private static Thread onThread(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Holds a write up for as long as a test wants. */
    private static final class StallingStorage extends PassingStorage {
        private final AtomicBoolean closed = new AtomicBoolean();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile CountDownLatch stalled = new CountDownLatch(0);

        StallingStorage() {
            super(new MemoryStorage());
        }

        void stall() {
            stalled = new CountDownLatch(1);
            gate = new CountDownLatch(1);
        }

        void awaitStalled() {
            CommitLeadingTest.await(stalled);
        }

        void goOn() {
            gate.countDown();
        }

        boolean isClosed() {
            return closed.get();
        }

        @Override
        public void apply(StorageBatch batch) {
            stalled.countDown();
            CommitLeadingTest.await(gate);
            super.apply(batch);
        }

        @Override
        public void close() {
            closed.set(true);
            super.close();
        }
    }
}
