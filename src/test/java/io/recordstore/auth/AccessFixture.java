package io.recordstore.auth;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.telemetry.Unwatched;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An {@link Access} made by hand from configuration properties, without a server. */
public final class AccessFixture {
    static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

    /** Property tests refuse thousands of calls; {@link AuditLogTest} is the one that reads the log. */
    static final Logger AUDIT = Logger.getLogger("recordstore.audit");

    /** A busy machine refuses no valid token; that a token is cheap is measured by the processor time that it takes. */
    private static final String PATIENCE = "60s";

    static {
        AUDIT.setLevel(Level.OFF);
    }

    private AccessFixture() {}

    static Access access(String... properties) {
        return access(Clock.systemUTC(), (tenant, ids) -> false, properties);
    }

    static Access accessAt(Instant now) {
        return access(Clock.fixed(now, ZoneOffset.UTC), (tenant, ids) -> false);
    }

    public static Access access(Revocations revocations) {
        return access(Clock.systemUTC(), revocations);
    }

    static Access access(Clock clock, Revocations revocations, String... properties) {
        SmallRyeConfig config = config(properties);
        TokenConfig tokens = config.getConfigMapping(TokenConfig.class);
        TokenLimits limits = config.getConfigMapping(TokenLimits.class);
        return access(new RootKeyRing(tokens, Map.of()), tokens, limits, revocations, clock);
    }

    static Access access(
            RootKeyRing keys, TokenConfig config, TokenLimits limits, Revocations revocations, Clock clock) {
        return new Access(
                keys,
                config,
                limits,
                revocations,
                clock,
                new TokenMeters(new SimpleMeterRegistry()),
                Unwatched.caches(),
                Unwatched.spans());
    }

    static TokenLimits limits(String... properties) {
        return config(properties).getConfigMapping(TokenLimits.class);
    }

    /** Alternating names and values, over the root key of {@link TestTokens}. */
    static SmallRyeConfig config(String... properties) {
        Map<String, String> values = new HashMap<>();
        values.put("recordstore.tokens.root-public-keys." + TestTokens.KEY_ID, TestTokens.MINTER.publicKey());
        values.put("recordstore.tokens.limits.evaluation-time", PATIENCE);
        values.put("recordstore.tokens.limits.authorization-time", PATIENCE);
        for (int i = 0; i < properties.length; i += 2) {
            values.put(properties[i], properties[i + 1]);
        }
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withDefaultValues(values)
                .withMapping(TokenConfig.class)
                .withMapping(TokenLimits.class)
                .build();
    }
}
