package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Plain tokens are decided in Java exactly as the Datalog engine decides them. */
class PlainRightsTest {
    private static final int TOKENS = Integer.getInteger("recordstore.test.tokens", 150);
    private static final int CALLS = 25;

    @Test
    void javaAndDatalogAlwaysAgree() {
        long seed = Long.getLong("recordstore.test.seed", System.nanoTime());
        System.out.println("PlainRightsTest seed " + seed);
        RandomCalls random = new RandomCalls(new Random(seed));
        TokenVerifier verifier = new TokenVerifier(AccessFixture.limits(), false);
        TokenPolicy policy = new TokenPolicy(AccessFixture.limits());
        RootKeys keys = RootKeys.of(Map.of(TestTokens.KEY_ID, TestTokens.MINTER.publicKey()));
        int allowed = 0;

        for (int i = 0; i < TOKENS; i++) {
            String[] statements = random.plainToken();
            VerifiedToken token = verifier.verify(DatalogTokens.mint(statements), keys);
            assertThat(token.plainRights()).as("%s", List.of(statements)).isPresent();
            for (int j = 0; j < CALLS; j++) {
                Operation operation = random.operation();
                Target target = random.target();
                Instant now = random.time();
                boolean java =
                        !token.hasExpired(now) && token.plainRights().get().allow(operation, target);
                boolean datalog = policy.evaluate(token, operation, target, now);
                assertThat(java)
                        .as("seed %d: %s %s at %s by %s", seed, operation, target, now, List.of(statements))
                        .isEqualTo(datalog);
                allowed += datalog ? 1 : 0;
            }
        }
        assertThat(allowed).isGreaterThan(TOKENS * CALLS / 50).isLessThan(TOKENS * CALLS);
    }

    @Test
    void aTokenThatSaysMoreGoesToTheEngine() {
        List<String> more = new ArrayList<>(List.of(
                "check if operation(\"read\")",
                "right(\"*\", $o) <- operation($o)",
                "check if time($t), $t >= 2020-01-01T00:00:00Z",
                "check if time($t), $t <= 2100-01-01T00:00:00Z or true",
                "check if time($t), $t <= 2100-01-01T00:00:00Z, false",
                "check all time($t), $t <= 2100-01-01T00:00:00Z",
                "check if time($t), $u <= 2100-01-01T00:00:00Z"));
        for (String statement : more) {
            assertThat(plain(DatalogTokens.mint("tenant(\"acme\")", statement)))
                    .as(statement)
                    .isFalse();
        }
        assertThat(plain(TokenAttenuation.of(TestTokens.admin("acme"))
                        .toOperations(Operation.READ)
                        .token()))
                .isFalse();
        assertThat(plain(TestTokens.admin("acme"))).isTrue();
    }

    private static boolean plain(String token) {
        RootKeys keys = RootKeys.of(Map.of(TestTokens.KEY_ID, TestTokens.MINTER.publicKey()));
        return new TokenVerifier(AccessFixture.limits(), false)
                .verify(token, keys)
                .plainRights()
                .isPresent();
    }
}
