package io.recordstore.graphql.execution;

import io.recordstore.fault.Unavailable;
import io.recordstore.graphql.limits.GraphqlConfig;
import io.recordstore.telemetry.CallContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Threads that read and validate documents, so that no event loop does: as many as there are processors, started with the
 * first document, and a bounded queue before them.
 */
@Singleton
class DocumentThreads {
    private final ThreadPoolExecutor threads;

    DocumentThreads(GraphqlConfig config) {
        int count = Math.max(2, Runtime.getRuntime().availableProcessors());
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                count,
                count,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(config.limits().waiting()),
                task -> {
                    Thread thread = new Thread(task, "graphql-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Runs a task, and what follows it, on one of the threads; fails with {@link Unavailable} when too many wait. */
    <T> Uni<T> run(Supplier<T> task) {
        return Uni.createFrom().emitter(emitter -> {
            try {
                CallContext.carriedBy(threads).execute(() -> complete(emitter, task));
            } catch (RejectedExecutionException full) {
                emitter.fail(new Unavailable("the server has more documents waiting than it accepts: try again"));
            }
        });
    }

    private static <T> void complete(UniEmitter<? super T> emitter, Supplier<T> task) {
        try {
            emitter.complete(task.get());
        } catch (RuntimeException | StackOverflowError failure) {
            emitter.fail(failure);
        }
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
