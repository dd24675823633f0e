package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.fault.Fault;
import io.recordstore.name.TenantName;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/tokens.md}, as written there. */
class TokenExamplesTest {
    private static final List<Target> RECORD_CALLS = List.of(
            new Target("", new Target.One("prod/users"), "City"),
            new Target("", new Target.One("prod/users"), "Country"),
            new Target("", new Target.One("test/users"), "City"));

    @Test
    void aTenantsAdministratorMayDoEverythingInTheTenant() {
        String token = mint(grant().rights("*", Operation.values()));

        for (Target target : RECORD_CALLS) {
            assertThat(allowed(token, target)).isEqualTo(EnumSet.allOf(Operation.class));
        }
        assertThat(allowed(token, new Target("", new Target.StartingWith(""), "")))
                .isEqualTo(EnumSet.allOf(Operation.class));
        assertThat(allowed(token, new Target("globex", new Target.One("prod/users"), "City")))
                .isEmpty();
    }

    @Test
    void aReaderReadsAndWatchesAndDoesNothingElse() {
        String token = mint(grant().rights("*", Operation.READ, Operation.WATCH));

        for (Target target : RECORD_CALLS) {
            assertThat(allowed(token, target)).containsExactlyInAnyOrder(Operation.READ, Operation.WATCH);
        }
    }

    @Test
    void aServiceWorksInOneRecordSpace() {
        String token =
                mint(grant().rights("prod/users", Operation.READ, Operation.WRITE, Operation.DELETE, Operation.WATCH));

        assertThat(allowed(token, RECORD_CALLS.get(0)))
                .containsExactlyInAnyOrder(Operation.READ, Operation.WRITE, Operation.DELETE, Operation.WATCH);
        assertThat(allowed(token, RECORD_CALLS.get(2))).isEmpty();
        assertThat(allowed(token, new Target("", new Target.StartingWith("prod/"), "")))
                .isEmpty();
    }

    @Test
    void aServiceWorksOnOneRecordType() {
        String token = mint(grant().rightsOnType("prod/*", "City", Operation.READ, Operation.WRITE));

        assertThat(allowed(token, RECORD_CALLS.get(0))).containsExactlyInAnyOrder(Operation.READ, Operation.WRITE);
        assertThat(allowed(token, RECORD_CALLS.get(1))).isEmpty();
        assertThat(allowed(token, RECORD_CALLS.get(2))).isEmpty();
    }

    @Test
    void anEmergencyTokenDoesEverythingForAnHour() {
        String token = TestTokens.MINTER.mint(TokenGrant.to(new TenantName("acme"))
                .rights("*", Operation.values())
                .breakGlass("INC-4711")
                .expiringAt(AccessFixture.NOW.plus(Duration.ofHours(1))));

        assertThat(allowed(AccessFixture.accessAt(AccessFixture.NOW), token, RECORD_CALLS.get(0)))
                .isEqualTo(EnumSet.allOf(Operation.class));
        Access anHourLater = AccessFixture.accessAt(AccessFixture.NOW.plus(Duration.ofMinutes(61)));
        assertThat(allowed(anHourLater, token, RECORD_CALLS.get(0))).isEmpty();
    }

    @Test
    void aTokenWorksInOfficeHoursOnly() {
        String token = TokenAttenuation.of(mint(grant().rights("*", Operation.READ)))
                .check("check if time($t), $t >= 2026-06-15T08:00:00Z, $t < 2026-06-15T18:00:00Z")
                .token();

        assertThat(allowed(AccessFixture.accessAt(AccessFixture.NOW), token, RECORD_CALLS.get(0)))
                .containsExactly(Operation.READ);
        Access atNight = AccessFixture.accessAt(AccessFixture.NOW.plus(Duration.ofHours(8)));
        assertThat(allowed(atNight, token, RECORD_CALLS.get(0))).isEmpty();
    }

    @Test
    void aTestNarrowsItsTokenToTheRecordSpaceThatItMade() {
        String token = TokenAttenuation.of(mint(grant().rights("test/*", Operation.values())))
                .toSpaces("test/run-17")
                .until(AccessFixture.NOW.plus(Duration.ofMinutes(10)))
                .token();
        Access access = AccessFixture.accessAt(AccessFixture.NOW);

        assertThat(allowed(access, token, new Target("", new Target.One("test/run-17"), "City")))
                .isEqualTo(EnumSet.allOf(Operation.class));
        assertThat(allowed(access, token, new Target("", new Target.One("test/run-18"), "City")))
                .isEmpty();
    }

    private static TokenGrant grant() {
        return TokenGrant.to(new TenantName("acme")).expiringAt(AccessFixture.NOW.plus(Duration.ofDays(30)));
    }

    private static String mint(TokenGrant grant) {
        return TestTokens.MINTER.mint(grant);
    }

    private static Set<Operation> allowed(String token, Target target) {
        return allowed(AccessFixture.accessAt(AccessFixture.NOW), token, target);
    }

    private static Set<Operation> allowed(Access access, String token, Target target) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        for (Operation operation : Operation.values()) {
            if (allows(access, token, operation, target)) {
                operations.add(operation);
            }
        }
        return operations;
    }

    private static boolean allows(Access access, String token, Operation operation, Target target) {
        try {
            access.decide(Credential.ofHeader("Bearer " + token), operation, target);
            return true;
        } catch (Fault refused) {
            return false;
        }
    }
}
