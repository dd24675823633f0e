package io.recordstore.auth;

import io.recordstore.name.TenantName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Verifies and evaluates a token of its own for a moment, so that the first caller does not wait for classes to load:
 * the first evaluation in a cold JVM takes longer than the engine's own default allows.
 */
final class WarmUp {
    private static final int ROUNDS = 50;

    /** The start of the server waits for no more than this, plus one round. */
    private static final Duration BUDGET = Duration.ofMillis(400);

    private final TokenLimits limits;

    WarmUp(TokenLimits limits) {
        this.limits = limits;
    }

    void run() {
        Instant end = Instant.now().plus(BUDGET);
        TokenMinter minter = TokenMinter.of(0, TokenMinter.newPrivateKey());
        RootKeys keys = RootKeys.of(Map.of(0, minter.publicKey()));
        String token = minter.mint(TokenGrant.to(new TenantName("warm-up"))
                .rights("*", Operation.READ)
                .expiringAt(end.plusSeconds(60)));
        TokenVerifier verifier = new TokenVerifier(limits, true);
        TokenPolicy policy = new TokenPolicy(limits);
        Target target = new Target("", new Target.One("prod/users"), "City");
        for (int round = 0; round < ROUNDS && Instant.now().isBefore(end); round++) {
            policy.evaluate(verifier.verify(token, keys), Operation.READ, target, Instant.now());
        }
    }
}
