package io.recordstore.health;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the store answers. Says what it answered last, and when. */
@Readiness
@Singleton
class StoreReadiness implements HealthCheck {
    private static final String NAME = "store";

    private final StoreHealth store;

    StoreReadiness(StoreHealth store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        StoreHealth.Seen seen = store.last();
        boolean isUp = seen.answer().isGiven();
        HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME)
                .status(isUp)
                .withData("tookMillis", seen.tookMillis())
                .withData("ageMillis", seen.ageMillis());
        return (isUp
                        ? response.withData("readVersion", seen.answer().readVersion())
                        : response.withData("error", seen.answer().fault()))
                .build();
    }
}
