package io.recordstore.ops;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.recordstore.revocation.FollowedRevocations;
import io.recordstore.revocation.RevocationConfig;
import io.recordstore.revocation.RevokedTokens;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Follows the revoked tokens from start to stop, and forgets those that have expired. */
@Singleton
class RevocationRounds {
    private static final Logger LOG = Logger.getLogger(RevocationRounds.class);

    /** The port opens afterwards; what is not read by then, calls are refused for. */
    private static final Duration FIRST_LOOK_PATIENCE = Duration.ofSeconds(10);

    private final FollowedRevocations followed;
    private final RevokedTokens revokedTokens;
    private final RevocationConfig config;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "revocation-rounds");
        thread.setDaemon(true);
        return thread;
    });

    RevocationRounds(FollowedRevocations followed, RevokedTokens revokedTokens, RevocationConfig config) {
        this.followed = followed;
        this.revokedTokens = revokedTokens;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        followed.start()
                .ifNoItem()
                .after(FIRST_LOOK_PATIENCE)
                .recoverWithUni(Uni.createFrom().voidItem())
                .await()
                .indefinitely();
        long millis = config.purgeEvery().toMillis();
        timer.scheduleWithFixedDelay(this::purge, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void purge() {
        revokedTokens
                .purge()
                .subscribe()
                .with(
                        count -> LOG.debugf("forgot %d revocations of expired tokens", count),
                        error -> LOG.warnf("revocations of expired tokens could not be forgotten: %s", error));
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
        followed.stop();
    }
}
