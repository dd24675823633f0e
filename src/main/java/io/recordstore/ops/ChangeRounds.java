package io.recordstore.ops;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.recordstore.change.Trims;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Forgets changes that are older than they are kept, from start to stop; one round after the other. */
@Singleton
class ChangeRounds {
    private static final Logger LOG = Logger.getLogger(ChangeRounds.class);

    private final Trims trims;
    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "change-rounds");
        thread.setDaemon(true);
        return thread;
    });

    ChangeRounds(Trims trims) {
        this.trims = trims;
    }

    void start(@Observes StartupEvent event) {
        long millis = Math.max(1, trims.config().trimEvery().toMillis());
        timer.scheduleWithFixedDelay(this::trim, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void trim() {
        if (isRunning.compareAndSet(false, true)) {
            trims.round()
                    .onTermination()
                    .invoke(() -> isRunning.set(false))
                    .subscribe()
                    .with(
                            count -> LOG.debugf("forgot old changes of %d RecordSpaces", count),
                            error -> LOG.warnf("old changes could not be forgotten: %s", error.getMessage()));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }
}
