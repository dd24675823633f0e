package io.recordstore.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.smallrye.mutiny.subscription.Cancellable;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a transaction whose call was cancelled, on the embedded engine, with a thread that the test is. */
class TransactionsTest {
    private static final byte[] KEY = {1};
    private static final byte[] OTHER_KEY = {2};
    private static final long QUIET_MILLIS = 500;
    private static final long PATIENCE_SECONDS = 60;

    private final Steps thread = new Steps();
    private final Database database = TestStore.openDatabase(thread);
    private final Transactions transactions = new TestStore(database, thread).transactions();
    private final AtomicInteger attempts = new AtomicInteger();

    @AfterEach
    void close() {
        thread.isStepped = false;
        thread.tasks.forEach(Runnable::run);
        database.close();
    }

    /** Runs what it is given when the test says so. */
    private static final class Steps extends AbstractExecutorService {
        private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        private volatile boolean isStepped = true;

        @Override
        public void execute(Runnable task) {
            if (isStepped) {
                tasks.add(task);
            } else {
                task.run();
            }
        }

        void stepUntil(AtomicInteger count, int reached) throws InterruptedException {
            while (count.get() < reached) {
                Runnable task = tasks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(task).as("a task was to be there").isNotNull();
                task.run();
            }
        }

        /** Runs what there is until there is nothing for longer than any attempt waits for its next. */
        void stepToTheEnd() throws InterruptedException {
            for (Runnable task = next(); task != null; task = next()) {
                task.run();
            }
        }

        private Runnable next() throws InterruptedException {
            return tasks.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    /** Reads a key that another transaction writes meanwhile, so that it never commits. */
    private CompletableFuture<Void> conflicting(FDBRecordContext context) {
        attempts.incrementAndGet();
        return context.ensureActive().get(KEY).thenCompose(value -> {
            context.ensureActive().set(OTHER_KEY, new byte[0]);
            Transaction other = database.createTransaction(thread);
            other.set(KEY, new byte[] {(byte) attempts.get()});
            return other.commit().whenComplete((done, error) -> other.close());
        });
    }

    @Test
    void whatFollowsAWaitRunsOnAThreadOfTheStore() throws InterruptedException {
        AtomicReference<Thread> following = new AtomicReference<>();
        AtomicInteger told = new AtomicInteger();

        transactions.after(Duration.ofMillis(1), 7).thenAccept(value -> {
            following.set(Thread.currentThread());
            told.set(value);
        });

        thread.stepUntil(told, 7);
        assertThat(following.get()).isEqualTo(Thread.currentThread());
    }

    @Test
    void aWaitThatSomebodyEndsBeforeItsTimeIsForgotten() throws InterruptedException {
        WeakReference<CompletableFuture<Integer>> wait = new WeakReference<>(endedBeforeItsTime());

        for (int i = 0; wait.get() != null; i++) {
            assertThat(i).as("the timer keeps it").isLessThan(100);
            System.gc();
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private CompletableFuture<Integer> endedBeforeItsTime() {
        CompletableFuture<Integer> wait = transactions.after(Duration.ofHours(1), 7);
        wait.complete(1);
        return wait;
    }

    @Test
    void aConflictIsTriedAgainUntilNobodyWaits() throws InterruptedException {
        Cancellable call = transactions.write(this::conflicting).subscribe().with(value -> {}, error -> {});
        thread.stepUntil(attempts, 3);

        call.cancel();
        thread.stepToTheEnd();

        assertThat(attempts).hasValue(3);
    }

    @Test
    void whatWasNotBeingCommittedIsNotCommittedWhenNobodyWaits() throws InterruptedException {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        Cancellable call = transactions
                .write(context -> {
                    context.ensureActive().set(KEY, new byte[] {7});
                    attempts.incrementAndGet();
                    return answered;
                })
                .subscribe()
                .with(value -> {}, error -> {});
        thread.stepUntil(attempts, 1);

        call.cancel();
        answered.complete(null);
        thread.stepToTheEnd();

        AtomicReference<byte[]> stored = new AtomicReference<>(KEY);
        transactions
                .read(context -> context.ensureActive().get(KEY))
                .subscribe()
                .with(stored::set);
        thread.stepToTheEnd();
        assertThat(stored.get()).isNull();
    }
}
