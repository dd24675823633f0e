package io.recordstore.ops;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.recordstore.change.Trims;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Forgets changes that are older than they are kept, from start to stop. */
@Singleton
class ChangeRounds {
    private final Trims trims;
    private final Rounds rounds = new Rounds("change-rounds", "old changes could not be forgotten");

    ChangeRounds(Trims trims) {
        this.trims = trims;
    }

    void start(@Observes StartupEvent event) {
        rounds.start(trims.config().trimEvery(), trims::round);
    }

    void stop(@Observes ShutdownEvent event) {
        rounds.stop();
    }
}
