package io.recordstore.ops;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.recordstore.operation.JobRuns;
import io.recordstore.space.Rewraps;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Goes on with jobs that no server works on, at start those that a stop cut short, later those of others; and wraps data
 * keys anew when another key-encryption key is the active one.
 */
@Singleton
class BackgroundRounds {
    private static final Logger LOG = Logger.getLogger(BackgroundRounds.class);

    private final JobRuns jobs;
    private final Rewraps rewraps;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "background-rounds");
        thread.setDaemon(true);
        return thread;
    });

    BackgroundRounds(JobRuns jobs, Rewraps rewraps) {
        this.jobs = jobs;
        this.rewraps = rewraps;
    }

    void start(@Observes StartupEvent event) {
        long millis = jobs.config().lookEvery().toMillis();
        timer.scheduleWithFixedDelay(this::look, 0, millis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        begin("jobs could not be looked for", jobs.resume());
        begin("operations that are over could not be forgotten", jobs.forgetOld());
        if (rewraps.isDue()) {
            begin("data keys could not be wrapped anew", rewraps.round());
        }
    }

    private static void begin(String failure, Uni<?> work) {
        work.subscribe().with(done -> {}, error -> LOG.warnf("%s: %s", failure, error.getMessage()));
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
        jobs.stop();
    }
}
