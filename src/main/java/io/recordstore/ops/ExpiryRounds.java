package io.recordstore.ops;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.recordstore.space.Expiries;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Deletes RecordSpaces that have expired, from start to stop. */
@Singleton
class ExpiryRounds {
    private final Expiries expiries;
    private final Rounds rounds = new Rounds("expiry-rounds", "expired RecordSpaces could not be deleted");

    ExpiryRounds(Expiries expiries) {
        this.expiries = expiries;
    }

    void start(@Observes StartupEvent event) {
        rounds.start(expiries.config().lookEvery(), expiries::round);
    }

    void stop(@Observes ShutdownEvent event) {
        rounds.stop();
    }
}
