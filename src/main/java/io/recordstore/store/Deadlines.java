package io.recordstore.store;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Ends waits that take too long, and those that are for a time. A wait that is over before leaves nothing behind: the timers of
 * the application's own executor keep what they were set for, a whole call with its messages, until they would have gone off.
 */
@Singleton
public class Deadlines {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "deadlines");
        thread.setDaemon(true);
        return thread;
    });

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** @param late what the wait fails with after that time, while what is waited for is cancelled */
    public <T> Uni<T> within(Duration time, Uni<T> work, Supplier<? extends Throwable> late) {
        return work.ifNoItem().after(time).on(timer).failWith(late::get);
    }

    /**
     * Waits for a time. The timer's one thread is for all, so what follows a wait is another's to run.
     *
     * @param value what the wait ends with; whoever ends it before leaves nothing behind
     * @param executor runs what follows; where it takes nothing more, the timer does
     */
    <T> CompletableFuture<T> after(Duration time, T value, Executor executor) {
        CompletableFuture<T> wait = new CompletableFuture<>();
        Future<?> due = timer.schedule(() -> end(wait, value, executor), time.toNanos(), TimeUnit.NANOSECONDS);
        wait.whenComplete((ended, error) -> due.cancel(false));
        return wait;
    }

    private static <T> void end(CompletableFuture<T> wait, T value, Executor executor) {
        try {
            executor.execute(() -> wait.complete(value));
        } catch (RejectedExecutionException full) {
            wait.complete(value);
        }
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
