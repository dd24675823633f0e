package io.recordstore.store;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;

/**
 * Ends waits that take too long. A wait that is over in time leaves nothing behind: the timers of the application's own
 * executor keep what they were set for, a whole call with its messages, until they would have gone off.
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

    /** What comes within that time; null when nothing does, while what is waited for is cancelled. */
    public <T> Uni<T> orNull(Duration time, Uni<T> work) {
        return work.ifNoItem().after(time).on(timer).recoverWithItem(() -> null);
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
