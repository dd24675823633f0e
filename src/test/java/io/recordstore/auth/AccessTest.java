package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recordstore.fault.Denied;
import io.recordstore.fault.Fault;
import io.recordstore.fault.Unauthenticated;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a call with each kind of token is answered. */
class AccessTest {
    private static final Target USERS = new Target("", new Target.One("prod/users"), "City");

    private final Access access = AccessFixture.access();

    @Test
    void aTokenWithTheRightIsLetInAsItsTenant() {
        Caller caller = decide(TestTokens.rights("acme", "prod/users", Operation.READ), Operation.READ, USERS);

        assertThat(caller.tenant().value()).isEqualTo("acme");
        assertThat(caller.revocationId()).matches("[0-9a-f]{128}");
    }

    @Test
    void aCallWithoutATokenIsUnauthenticated() {
        assertUnauthenticated(() -> access.decide(Credential.ofHeader(null), Operation.READ, USERS), "TOKEN_MISSING");
    }

    @Test
    void aCallWithAnotherSchemeIsUnauthenticated() {
        assertUnauthenticated(
                () -> access.decide(Credential.ofHeader("Basic YTpi"), Operation.READ, USERS), "TOKEN_MISSING");
    }

    @Test
    void whatIsNotATokenIsUnauthenticated() {
        assertUnauthenticated(() -> decide("not a token", Operation.READ, USERS), "TOKEN_MALFORMED");
        assertUnauthenticated(() -> decide("AAAA", Operation.READ, USERS), "TOKEN_MALFORMED");
    }

    @Test
    void aTokenByAnotherKeyIsUnauthenticated() {
        assertUnauthenticated(() -> decide(TestTokens.byStranger("acme"), Operation.READ, USERS), "TOKEN_UNTRUSTED");
    }

    @Test
    void anExpiredTokenIsUnauthenticated() {
        assertUnauthenticated(() -> decide(TestTokens.expired("acme"), Operation.READ, USERS), "TOKEN_EXPIRED");
    }

    @Test
    void aTokenExpiresAfterItsLastSecond() {
        String token = TestTokens.MINTER.mint(
                TestTokens.grant("acme").rights("*", Operation.READ).expiringAt(AccessFixture.NOW));

        assertThat(AccessFixture.accessAt(AccessFixture.NOW)
                        .decide(credential(token), Operation.READ, USERS)
                        .tenant()
                        .value())
                .isEqualTo("acme");
        Access aSecondLater = AccessFixture.accessAt(AccessFixture.NOW.plusSeconds(1));
        assertUnauthenticated(() -> aSecondLater.decide(credential(token), Operation.READ, USERS), "TOKEN_EXPIRED");
    }

    @Test
    void aTokenThatNeverExpiresIsUnauthenticatedUnlessConfiguredOtherwise() {
        String token = TestTokens.neverExpiring("acme");

        assertUnauthenticated(() -> decide(token, Operation.READ, USERS), "TOKEN_WITHOUT_EXPIRY");
        Access lenient = AccessFixture.access("recordstore.tokens.require-expiry", "false");
        assertThat(lenient.decide(credential(token), Operation.READ, USERS)).isNotNull();
    }

    @Test
    void aTokenForAnotherTenantIsDenied() {
        Target other = new Target("globex", new Target.One("prod/users"), "");

        assertDenied(() -> decide(TestTokens.admin("acme"), Operation.READ, other));
    }

    @Test
    void aTokenForAnotherRecordSpaceIsDenied() {
        String token = TestTokens.rights("acme", "prod/users", Operation.READ);

        assertDenied(() -> decide(token, Operation.READ, new Target("", new Target.One("prod/orders"), "")));
        assertDenied(() -> decide(token, Operation.READ, new Target("", new Target.One("prod/users/a"), "")));
        assertDenied(() -> decide(token, Operation.READ, new Target("", new Target.One("prod"), "")));
    }

    @Test
    void aTokenForAnotherOperationIsDenied() {
        String token = TestTokens.rights("acme", "*", Operation.READ);

        for (Operation operation : Operation.values()) {
            if (operation != Operation.READ) {
                assertDenied(() -> decide(token, operation, USERS));
            }
        }
    }

    @Test
    void aTokenForAnotherRecordTypeIsDenied() {
        String token = TestTokens.rightsOnType("acme", "*", "City", Operation.READ);

        assertThat(decide(token, Operation.READ, USERS)).isNotNull();
        assertDenied(() -> decide(token, Operation.READ, new Target("", new Target.One("prod/users"), "Country")));
    }

    @Test
    void aTokenForOneRecordTypeIsDeniedWhatIsNotAboutIt() {
        String token = TestTokens.rightsOnType("acme", "*", "City", Operation.values());

        assertDenied(() -> decide(token, Operation.SCHEMA, new Target("", new Target.One("prod/users"), "")));
        assertDenied(() -> decide(token, Operation.READ, new Target("", new Target.StartingWith(""), "")));
    }

    @Test
    void aTokenWithoutRightsIsDeniedEverything() {
        String token = TestTokens.MINTER.mint(TestTokens.grant("acme"));

        for (Operation operation : Operation.values()) {
            assertDenied(() -> decide(token, operation, USERS));
        }
    }

    @Test
    void aPatternCoversWhatIsBelowIt() {
        String token = TestTokens.rights("acme", "prod/*", Operation.READ);

        assertThat(decide(token, Operation.READ, new Target("", new Target.One("prod/users"), "")))
                .isNotNull();
        assertThat(decide(token, Operation.READ, new Target("", new Target.One("prod/a/b/c"), "")))
                .isNotNull();
        assertDenied(() -> decide(token, Operation.READ, new Target("", new Target.One("prod"), "")));
        assertDenied(() -> decide(token, Operation.READ, new Target("", new Target.One("production/a"), "")));
    }

    @Test
    void listingNeedsTheRightOnEveryNameThatStartsWithThePrefix() {
        String token = TestTokens.rights("acme", "prod/*", Operation.READ);

        assertThat(decide(token, Operation.READ, new Target("", new Target.StartingWith("prod/"), "")))
                .isNotNull();
        assertThat(decide(token, Operation.READ, new Target("", new Target.StartingWith("prod/us"), "")))
                .isNotNull();
        assertDenied(() -> decide(token, Operation.READ, new Target("", new Target.StartingWith("prod"), "")));
        assertDenied(() -> decide(token, Operation.READ, new Target("", new Target.StartingWith(""), "")));
    }

    @Test
    void aNameOutsideTheGrammarIsDeniedAsAnyOther() {
        String token = TestTokens.rights("acme", "prod/*", Operation.READ);
        Fault forIllegal = faultOf(token, new Target("", new Target.One("prod/../Secret"), ""));
        Fault forLegal = faultOf(token, new Target("", new Target.One("test/users"), ""));

        assertThat(forIllegal).isInstanceOf(Denied.class).hasMessage(forLegal.getMessage());
        assertThat(forIllegal.reason()).isEqualTo(forLegal.reason());
        assertThat(decide(TestTokens.admin("acme"), Operation.READ, new Target("", new Target.One("A//"), "")))
                .isNotNull();
    }

    @Test
    void aPatternIsNoWayRoundTheGrammar() {
        String token = TestTokens.rights("acme", "prod/*", Operation.READ);

        assertDenied(() -> decide(token, Operation.READ, new Target("", new Target.One("prod/*"), "")));
        assertDenied(() -> decide(token, Operation.READ, new Target("", new Target.One("*"), "")));
    }

    @Test
    void anErrorInsideDenies() {
        Access broken = AccessFixture.access((tenant, ids) -> {
            throw new IllegalStateException("the list cannot be read");
        });

        assertDenied(() -> broken.decide(credential(TestTokens.admin("acme")), Operation.READ, USERS));
    }

    @Test
    void authorisationIsAnsweredWithinItsTime() {
        assertThat(access.check(credential(TestTokens.admin("acme")), Operation.READ, USERS)
                        .await()
                        .atMost(Duration.ofSeconds(5))
                        .tenant()
                        .value())
                .isEqualTo("acme");
    }

    @Test
    void aRefusalIsAFailureOfTheFamily() {
        assertThatThrownBy(() -> access.check(credential(TestTokens.byStranger("acme")), Operation.READ, USERS)
                        .await()
                        .atMost(Duration.ofSeconds(5)))
                .isInstanceOf(Unauthenticated.class);
    }

    @Test
    void aRememberedTokenIsAnsweredAtOnceAndNoDifferently() {
        String token = TestTokens.rights("acme", "prod/*", Operation.READ);
        Target elsewhere = new Target("", new Target.One("test/users"), "");
        decide(token, Operation.READ, USERS);

        assertThat(access.check(credential(token), Operation.READ, USERS)
                        .map(caller -> Thread.currentThread())
                        .await()
                        .indefinitely())
                .isSameAs(Thread.currentThread());
        for (Target refused : List.of(elsewhere, new Target("globex", new Target.One("prod/users"), ""))) {
            assertDenied(() -> access.check(credential(token), Operation.READ, refused)
                    .await()
                    .atMost(Duration.ofSeconds(5)));
        }
    }

    @Test
    void oneTokenIsDecidedOnManyThreadsAtOnce() {
        Credential narrowed =
                credential(TokenAttenuation.of(TestTokens.rightsOnType("acme", "prod/*", "City", Operation.READ))
                        .toSpaces("prod/users")
                        .token());
        List<Uni<Boolean>> answers = IntStream.range(0, 400)
                .mapToObj(i -> access.check(narrowed, i % 2 == 0 ? Operation.READ : Operation.WRITE, USERS)
                        .map(caller -> true)
                        .onFailure(Denied.class)
                        .recoverWithItem(false))
                .toList();

        List<Boolean> allowed = Uni.join().all(answers).andFailFast().await().atMost(Duration.ofSeconds(20));
        assertThat(IntStream.range(0, 400).filter(i -> allowed.get(i) != (i % 2 == 0)))
                .isEmpty();
    }

    @Test
    void anyGoodTokenIsIdentifiedWhateverItAllows() {
        Credential nothing = credential(TestTokens.MINTER.mint(TestTokens.grant("acme")));

        assertThat(access.identify(nothing, "")
                        .await()
                        .atMost(Duration.ofSeconds(5))
                        .tenant()
                        .value())
                .isEqualTo("acme");
        assertDenied(() -> access.identify(nothing, "globex").await().atMost(Duration.ofSeconds(5)));
        assertUnauthenticated(
                () -> access.identify(credential(TestTokens.expired("acme")), "")
                        .await()
                        .atMost(Duration.ofSeconds(5)),
                "TOKEN_EXPIRED");
    }

    private Fault faultOf(String token, Target target) {
        try {
            decide(token, Operation.READ, target);
        } catch (Fault fault) {
            return fault;
        }
        throw new AssertionError("the call was allowed");
    }

    private Caller decide(String token, Operation operation, Target target) {
        return access.decide(credential(token), operation, target);
    }

    private static Credential credential(String token) {
        return Credential.ofHeader("Bearer " + token);
    }

    private static void assertUnauthenticated(ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Unauthenticated.class, fault -> assertThat(fault.reason())
                .isEqualTo(reason));
    }

    private static void assertDenied(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(Denied.class);
    }
}
