package io.recordstore.auth;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Refuses to start without a root public key, and readies the Datalog engine before the first call. */
@ApplicationScoped
class AuthStart {
    void onStart(
            @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent start,
            RootKeyRing keys,
            TokenLimits limits) {
        requireKeys(keys.current());
        new WarmUp(limits).run();
    }

    /** @throws ConfigurationException when there is no key, with the properties to set */
    static void requireKeys(RootKeys keys) {
        if (keys.isEmpty()) {
            throw new ConfigurationException("No root public key is configured, so no token could be trusted. Set"
                    + " recordstore.tokens.root-public-keys.<key id> to an Ed25519 public key in hexadecimal, or"
                    + " recordstore.tokens.root-public-keys-path to a file or directory of them (docs/tokens.md)");
        }
    }
}
