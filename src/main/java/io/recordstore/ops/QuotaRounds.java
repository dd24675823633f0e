package io.recordstore.ops;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.recordstore.quota.FollowedQuotas;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Follows the limits that operators have set, from start to stop. */
@Singleton
class QuotaRounds {
    /** The port opens afterwards; what is not read by then comes with a later look. */
    private static final Duration FIRST_LOOK_PATIENCE = Duration.ofSeconds(10);

    private final FollowedQuotas followed;

    QuotaRounds(FollowedQuotas followed) {
        this.followed = followed;
    }

    void start(@Observes StartupEvent event) {
        followed.start()
                .ifNoItem()
                .after(FIRST_LOOK_PATIENCE)
                .recoverWithUni(Uni.createFrom().voidItem())
                .await()
                .indefinitely();
    }

    void stop(@Observes ShutdownEvent event) {
        followed.stop();
    }
}
