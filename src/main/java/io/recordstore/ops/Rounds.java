package io.recordstore.ops;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Work that is done again and again, one round after the other. A round that fails is logged, and the next one comes. */
final class Rounds {
    private static final Logger LOG = Logger.getLogger(Rounds.class);

    private final String failure;
    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final ScheduledExecutorService timer;

    /**
     * @param name of the thread that begins rounds
     * @param failure what it means when one fails, for the log
     */
    Rounds(String name, String failure) {
        this.failure = failure;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    void start(Duration every, Supplier<? extends Uni<?>> round) {
        long millis = every.toMillis();
        timer.scheduleWithFixedDelay(() -> begin(round), millis, millis, TimeUnit.MILLISECONDS);
    }

    private void begin(Supplier<? extends Uni<?>> round) {
        if (isRunning.compareAndSet(false, true)) {
            round.get()
                    .onTermination()
                    .invoke(() -> isRunning.set(false))
                    .subscribe()
                    .with(done -> {}, error -> LOG.warnf("%s: %s", failure, error.getMessage()));
        }
    }

    void stop() {
        timer.shutdownNow();
    }
}
