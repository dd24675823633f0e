package io.recordstore.auth;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.recordstore.fault.LimitExceeded;
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
        warmUp(limits);
    }

    /** @throws ConfigurationException when a limit allows no token at all, with its name */
    static void warmUp(TokenLimits limits) {
        try {
            new WarmUp(limits).run();
        } catch (LimitExceeded tooTight) {
            throw new ConfigurationException(tooTight.details().get("limit") + " is "
                    + tooTight.details().get("allowed") + ", which is too little for a token with one right: "
                    + tooTight.getMessage());
        }
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
