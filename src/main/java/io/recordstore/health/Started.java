package io.recordstore.health;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/**
 * Started as soon as anybody can ask: the port opens after everything else. It does not depend on the store, or a server
 * would be killed again and again for a store that is away.
 */
@Startup
@Singleton
class Started implements HealthCheck {
    private static final String NAME = "started";

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.up(NAME);
    }
}
