package io.recordstore.health;

import io.recordstore.revocation.FollowedRevocations;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the server knows which tokens are revoked: without, it refuses every call. */
@Readiness
@Singleton
class RevocationReadiness implements HealthCheck {
    private static final String NAME = "revocations";

    private final FollowedRevocations followed;

    RevocationReadiness(FollowedRevocations followed) {
        this.followed = followed;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named(NAME).status(followed.isCurrent()).build();
    }
}
