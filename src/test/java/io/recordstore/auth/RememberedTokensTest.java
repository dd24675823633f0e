package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recordstore.fault.Denied;
import io.recordstore.fault.Unauthenticated;
import io.recordstore.telemetry.Unwatched;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Verified signatures are remembered, and nothing else is. */
class RememberedTokensTest {
    private static final Target USERS = new Target("", new Target.One("prod/users"), "");

    private final MovableClock clock = new MovableClock(Instant.now());
    private final AtomicInteger verifications = new AtomicInteger();
    private final TokenVerifier verifier = new TokenVerifier(AccessFixture.limits(), true);
    private final RememberedTokens remembered = new RememberedTokens(
            (text, keys) -> {
                verifications.incrementAndGet();
                return verifier.verify(text, keys);
            },
            2,
            Duration.ofMinutes(5),
            clock,
            Unwatched.caches());
    private final RootKeys keys = keys();

    @Test
    void aTokenIsVerifiedOnce() {
        String token = TestTokens.admin("acme");

        assertThat(remembered.verify(token, keys)).isSameAs(remembered.verify(token, keys));
        assertThat(verifications).hasValue(1);
    }

    @Test
    void aTokenIsVerifiedAgainAfterItsTime() {
        String token = TestTokens.admin("acme");
        remembered.verify(token, keys);

        clock.advance(Duration.ofMinutes(5));
        remembered.verify(token, keys);

        assertThat(verifications).hasValue(2);
    }

    @Test
    void aTokenIsVerifiedAgainWhenTheKeysChange() {
        String token = TestTokens.admin("acme");
        remembered.verify(token, keys);

        remembered.verify(token, keys());
        assertThat(verifications).hasValue(2);
        RootKeys rotated = RootKeys.of(Map.of(2, TestTokens.STRANGER.publicKey()));
        assertThatThrownBy(() -> remembered.verify(token, rotated)).isInstanceOf(Unauthenticated.class);
    }

    @Test
    void theLeastRecentlyUsedTokenGoesFirst() {
        String first = TestTokens.admin("first");
        String second = TestTokens.admin("second");
        remembered.verify(first, keys);
        remembered.verify(second, keys);
        remembered.verify(first, keys);

        remembered.verify(TestTokens.admin("third"), keys);

        assertThat(remembered.size()).isEqualTo(2);
        remembered.verify(first, keys);
        assertThat(verifications).hasValue(3);
        remembered.verify(second, keys);
        assertThat(verifications).hasValue(4);
    }

    @Test
    void aRefusedTokenPushesNothingOut() {
        remembered.verify(TestTokens.admin("acme"), keys);

        for (int i = 0; i < 5; i++) {
            String forged = TestTokens.byStranger("acme");
            assertThatThrownBy(() -> remembered.verify(forged, keys)).isInstanceOf(Unauthenticated.class);
        }
        assertThat(remembered.size()).isEqualTo(1);
    }

    @Test
    void aDecisionIsNeverRemembered() {
        Set<String> revoked = new HashSet<>();
        Access access =
                AccessFixture.access(clock, (tenant, ids) -> ids.stream().anyMatch(revoked::contains));
        String token = TestTokens.MINTER.mint(TestTokens.grant("acme")
                .rights("prod/*", Operation.READ)
                .expiringAt(clock.instant().plusSeconds(60)));
        Credential credential = Credential.ofHeader("Bearer " + token);

        Caller caller = access.decide(credential, Operation.READ, USERS);
        assertThatThrownBy(() -> access.decide(credential, Operation.WRITE, USERS))
                .isInstanceOf(Denied.class);

        clock.advance(Duration.ofSeconds(61));
        assertThatThrownBy(() -> access.decide(credential, Operation.READ, USERS))
                .isInstanceOf(Unauthenticated.class)
                .hasMessage("the token has expired");

        clock.advance(Duration.ofSeconds(-61));
        revoked.add(caller.revocationId());
        assertThatThrownBy(() -> access.decide(credential, Operation.READ, USERS))
                .isInstanceOf(Unauthenticated.class)
                .hasMessage("the token is revoked");
    }

    @Test
    void theRevocationIdOfEveryBlockIsChecked() {
        String narrow = TokenAttenuation.of(TestTokens.admin("acme"))
                .toOperations(Operation.READ)
                .token();
        String narrower = TokenAttenuation.of(narrow).toSpaces("prod/*").token();
        VerifiedToken token = verifier.verify(narrower, keys);

        assertThat(token.revocationIds()).hasSize(3).doesNotHaveDuplicates();
        for (String id : token.revocationIds()) {
            Access access = AccessFixture.access((tenant, ids) -> ids.contains(id));
            assertThatThrownBy(() -> access.decide(Credential.ofHeader("Bearer " + narrower), Operation.READ, USERS))
                    .isInstanceOf(Unauthenticated.class);
        }
        String ofTheLast = token.revocationIds().get(2);
        assertThat(AccessFixture.access((tenant, ids) -> ids.contains(ofTheLast))
                        .decide(Credential.ofHeader("Bearer " + narrow), Operation.READ, USERS))
                .isNotNull();
    }

    private static RootKeys keys() {
        return RootKeys.of(Map.of(TestTokens.KEY_ID, TestTokens.MINTER.publicKey()));
    }
}
