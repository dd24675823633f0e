package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import biscuit.format.schema.Schema;
import io.recordstore.fault.Fault;
import java.util.Base64;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever holds a token can make it do less, and never more. */
class AttenuationTest {
    private static final int TOKENS = Integer.getInteger("recordstore.test.tokens", 100);
    private static final int CALLS = 40;

    private final MovableClock clock = new MovableClock(RandomCalls.BASE);

    @Test
    void noBlockEverWidensWhatATokenMayDo() {
        long seed = Long.getLong("recordstore.test.seed", System.nanoTime());
        System.out.println("AttenuationTest seed " + seed);
        RandomCalls calls = new RandomCalls(new Random(seed));
        Random random = new Random(seed + 1);
        Access strict = access("false");
        Access open = access("true");
        int narrowed = 0;
        int allowed = 0;

        for (int i = 0; i < TOKENS; i++) {
            String token = DatalogTokens.mint(calls.plainToken());
            String narrower = DatalogTokens.attenuate(token, randomBlock(calls, random));
            for (int j = 0; j < CALLS; j++) {
                clock.set(calls.time());
                Access access = random.nextBoolean() ? strict : open;
                Operation operation = calls.operation();
                Target target = calls.target();
                boolean wide = allows(access, token, operation, target);
                boolean narrow = allows(access, narrower, operation, target);
                assertThat(wide || !narrow)
                        .as("seed %d: token %d, %s %s", seed, i, operation, target)
                        .isTrue();
                narrowed += wide && !narrow ? 1 : 0;
                allowed += narrow ? 1 : 0;
            }
        }
        assertThat(narrowed).isPositive();
        assertThat(allowed).isPositive();
    }

    @Test
    void aTokenIsNarrowedToRecordSpaces() {
        String token = TokenAttenuation.of(TestTokens.admin("acme"))
                .toSpaces("prod/*", "test/users")
                .token();

        assertThat(allows(token, Operation.READ, "prod/orders", "")).isTrue();
        assertThat(allows(token, Operation.READ, "test/users", "")).isTrue();
        assertThat(allows(token, Operation.READ, "test/orders", "")).isFalse();
        Access access = AccessFixture.access();
        assertThat(allows(access, token, Operation.READ, new Target("", new Target.StartingWith("prod/"), "")))
                .isTrue();
        assertThat(allows(access, token, Operation.READ, new Target("", new Target.StartingWith("test/"), "")))
                .isFalse();
    }

    @Test
    void aTokenIsNarrowedToRecordTypes() {
        String token = TokenAttenuation.of(TestTokens.admin("acme"))
                .toRecordTypes("City")
                .token();

        assertThat(allows(token, Operation.READ, "prod/users", "City")).isTrue();
        assertThat(allows(token, Operation.READ, "prod/users", "Country")).isFalse();
        assertThat(allows(token, Operation.SCHEMA, "prod/users", "")).isFalse();
    }

    @Test
    void aTokenIsNarrowedToOperations() {
        String token = TokenAttenuation.of(TestTokens.admin("acme"))
                .toOperations(Operation.READ, Operation.WATCH)
                .token();

        assertThat(allows(token, Operation.WATCH, "prod/users", "City")).isTrue();
        assertThat(allows(token, Operation.WRITE, "prod/users", "City")).isFalse();
    }

    @Test
    void aTokenIsNarrowedInTime() {
        String token = TokenAttenuation.of(TestTokens.MINTER.mint(TestTokens.grant("acme")
                        .rights("*", Operation.READ)
                        .expiringAt(AccessFixture.NOW.plusSeconds(3600))))
                .until(AccessFixture.NOW)
                .token();
        Target target = new Target("", new Target.One("prod/users"), "");

        assertThat(allows(AccessFixture.accessAt(AccessFixture.NOW), token, Operation.READ, target))
                .isTrue();
        assertThat(allows(AccessFixture.accessAt(AccessFixture.NOW.plusSeconds(1)), token, Operation.READ, target))
                .isFalse();
    }

    @Test
    void aTokenIsNarrowedByAnyCheck() {
        String token = TokenAttenuation.of(TestTokens.admin("acme"))
                .check("check if operation($o), $o != \"delete\"")
                .check("check if record_space($s), $s.starts_with(\"prod/\")")
                .token();

        assertThat(allows(token, Operation.READ, "prod/users", "")).isTrue();
        assertThat(allows(token, Operation.DELETE, "prod/users", "")).isFalse();
        assertThat(allows(token, Operation.READ, "test/users", "")).isFalse();
        assertThatThrownBy(() -> TokenAttenuation.of(token).check("allow if true"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRootKeyIdIsKept() throws Exception {
        String token = TokenAttenuation.of(TestTokens.admin("acme"))
                .toOperations(Operation.READ)
                .token();

        assertThat(Schema.Biscuit.parseFrom(Base64.getUrlDecoder().decode(token))
                        .getRootKeyId())
                .isEqualTo(TestTokens.KEY_ID);
    }

    @Test
    void aTokenWithoutAKeyIdIsTriedWithEachKey() {
        String withoutId = DatalogTokens.attenuate(TestTokens.admin("acme"), "check if true");

        assertThat(allows(withoutId, Operation.READ, "prod/users", "")).isTrue();
    }

    @Test
    void whatIsNotATokenIsNotAttenuated() {
        assertThatThrownBy(() -> TokenAttenuation.of("secret").toOperations().token())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    private static String[] randomBlock(RandomCalls calls, Random random) {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> random.nextInt(3) == 0 ? calls.statement() : calls.check())
                .toArray(String[]::new);
    }

    private Access access(String factsInLaterBlocks) {
        return AccessFixture.access(
                clock,
                (tenant, ids) -> false,
                "recordstore.tokens.require-expiry",
                "false",
                "recordstore.tokens.limits.facts-in-later-blocks",
                factsInLaterBlocks);
    }

    private static boolean allows(String token, Operation operation, String space, String type) {
        return allows(AccessFixture.access(), token, operation, new Target("", new Target.One(space), type));
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
