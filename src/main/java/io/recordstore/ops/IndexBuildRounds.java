package io.recordstore.ops;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.recordstore.schema.IndexBuilds;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Goes on with index builds that no server works on: at start those that a stop cut short, later those of others. */
@Singleton
class IndexBuildRounds {
    private static final Logger LOG = Logger.getLogger(IndexBuildRounds.class);

    private final IndexBuilds builds;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "index-build-rounds");
        thread.setDaemon(true);
        return thread;
    });

    IndexBuildRounds(IndexBuilds builds) {
        this.builds = builds;
    }

    void start(@Observes StartupEvent event) {
        long millis = builds.config().lookEvery().toMillis();
        timer.scheduleWithFixedDelay(this::look, 0, millis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        builds.resume()
                .subscribe()
                .with(done -> {}, error -> LOG.warnf("index builds could not be looked for: %s", error.getMessage()));
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
        builds.stop();
    }
}
