package io.recordstore.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** Which tokens the server takes: {@code recordstore.tokens}. */
@ConfigMapping(prefix = "recordstore.tokens")
public interface TokenConfig {
    /**
     * Ed25519 root public keys in hexadecimal, 64 digits, by key id:
     * {@code recordstore.tokens.root-public-keys.1=1055c7...}, or the environment variable
     * {@code RECORDSTORE_TOKENS_ROOT_PUBLIC_KEYS_1}.
     */
    Map<Integer, String> rootPublicKeys();

    /**
     * A directory of root public keys, one to a file named {@code <key id>.pub}, such as a mounted secret; or one file
     * of lines {@code <key id> <64 hexadecimal digits>}. Read again every {@link #rootPublicKeysReload()}.
     */
    Optional<String> rootPublicKeysPath();

    /** How often {@link #rootPublicKeysPath()} is read again; at least a second. */
    @WithDefault("5s")
    @DurationMin(seconds = 1)
    Duration rootPublicKeysReload();

    /** Whether a token must expire: {@code check if time($t), $t <= 2026-12-31T00:00:00Z} in one of its blocks. */
    @WithDefault("true")
    boolean requireExpiry();

    /** How many tokens' verified signatures are remembered. */
    @WithDefault("4096")
    @Min(0)
    int verifiedTokens();

    /** How long a token's verified signatures are remembered. */
    @WithDefault("5m")
    @DurationMin
    Duration verifiedTokensTime();
}
