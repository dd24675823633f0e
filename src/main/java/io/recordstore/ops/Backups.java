package io.recordstore.ops;

import com.apple.foundationdb.Database;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.recordstore.fdb.embedded.EmbeddedDatabase;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Backs up the embedded engine while it serves: by the clock, and when an operator asks for it. */
@Singleton
class Backups {
    private static final Logger LOG = Logger.getLogger(Backups.class);
    private static final long LOOK_MILLIS = 500;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);

    private final BackupConfig config;
    private final Database database;
    private final Clock clock;
    private final Counter failed;
    private volatile long newestSeconds;
    private Instant notBefore = Instant.MIN;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "backups");
        thread.setDaemon(true);
        return thread;
    });

    Backups(BackupConfig config, Database database, Clock clock, MeterRegistry registry) {
        this.config = config;
        this.database = database;
        this.clock = clock;
        this.failed = Counter.builder("recordstore.backup.failures")
                .description("Backups that could not be made")
                .register(registry);
        Gauge.builder("recordstore.backup.newest.timestamp.seconds", this, backups -> backups.newestSeconds)
                .description("When the newest backup was made, in seconds of Unix time; 0 for never")
                .register(registry);
    }

    void start(@Observes StartupEvent event) {
        if (config.directory().isPresent() && database instanceof EmbeddedDatabase embedded) {
            BackupDirectory directory = new BackupDirectory(config.directory().get());
            timer.scheduleWithFixedDelay(
                    () -> look(directory, embedded), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } else if (config.directory().isPresent()) {
            LOG.warn("recordstore.backup.directory is of the embedded engine: no backup of the cluster is made there;"
                    + " FoundationDB's backup agents make them");
        }
    }

    private void look(BackupDirectory directory, EmbeddedDatabase embedded) {
        try {
            Instant newest = directory.newest().orElse(Instant.EPOCH);
            newestSeconds = newest.getEpochSecond();
            boolean isWanted = directory.isAskedFor() || isDue(newest);
            if (isWanted && !clock.instant().isBefore(notBefore)) {
                Path made = directory.make(embedded, clock.instant());
                directory.keep(config.keep());
                LOG.infof("made the backup %s", made);
            }
        } catch (IOException | RuntimeException e) {
            failed.increment();
            notBefore = clock.instant().plus(PAUSE_AFTER_FAILURE);
            LOG.errorf(e, "no backup could be made in %s", config.directory().get());
        }
    }

    private boolean isDue(Instant newest) {
        return !config.every().isZero() && clock.instant().isAfter(newest.plus(config.every()));
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        timer.shutdown();
        timer.awaitTermination(1, TimeUnit.MINUTES);
    }
}
