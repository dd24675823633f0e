package io.recordstore.auth;

import io.recordstore.fault.Exhausted;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.telemetry.CallContext;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Threads that verify and evaluate tokens, so that no event loop does: as many as there are processors, and a bounded
 * queue before them.
 *
 * <p>Guarantees: a task is answered within the time given, or fails with {@link LimitExceeded}; when the queue is full
 * it fails with {@link Exhausted} at once; an answer arrives on one of these threads or on a timer's.
 */
final class AuthExecutor implements AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final ThreadPoolExecutor threads;
    private final Duration cutOff;

    /**
     * @param waiting tasks that wait for a thread at most
     * @param cutOff the time for a task with its wait
     */
    AuthExecutor(int waiting, Duration cutOff) {
        int count = Math.max(2, Runtime.getRuntime().availableProcessors());
        this.threads = new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), AuthExecutor::daemon);
        this.cutOff = cutOff;
    }

    ExecutorService threads() {
        return threads;
    }

    <T> Uni<T> run(Supplier<T> task) {
        return Uni.createFrom()
                .completionStage(() -> submit(task))
                .onFailure(RejectedExecutionException.class)
                .transform(full -> Exhausted.overloaded(RETRY_AFTER))
                .onFailure(TimeoutException.class)
                .transform(late -> new LimitExceeded(
                        "recordstore.tokens.limits.authorization-time",
                        cutOff.toMillis() + " ms",
                        "checking the token took longer than this server allows"));
    }

    private <T> CompletableFuture<T> submit(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, CallContext.carriedBy(threads))
                .orTimeout(cutOff.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "recordstore-auth-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
