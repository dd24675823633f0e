package io.recordstore.auth;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** No token is revoked: what holds where no revocation list is kept. */
@DefaultBean
@ApplicationScoped
class NoRevocations implements Revocations {
    @Override
    public boolean isRevoked(List<String> revocationIds) {
        return false;
    }
}
