package io.recordstore.auth;

import io.quarkus.runtime.LaunchMode;
import io.recordstore.name.TenantName;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** The token that the banner of dev mode prints. */
@ApplicationScoped
public class DevToken {
    static final String TENANT = "demo";

    /** Longer than a project is tried out, shorter than a key is forgotten. */
    private static final Duration LIFE = Duration.ofDays(30);

    private final DevRootKey rootKey;

    DevToken(DevRootKey rootKey) {
        this.rootKey = rootKey;
    }

    /**
     * A new token with every right on every RecordSpace of tenant {@code demo}, for 30 days.
     *
     * @throws IllegalStateException outside dev mode, where nothing mints tokens
     */
    public String mint() {
        if (!LaunchMode.current().isDev()) {
            throw new IllegalStateException("only dev mode has a root private key");
        }
        return rootKey.minter()
                .mint(TokenGrant.to(new TenantName(TENANT))
                        .rights("*", Operation.values())
                        .expiringAt(Instant.now().plus(LIFE)));
    }
}
