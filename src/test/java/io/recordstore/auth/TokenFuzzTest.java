package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.fault.Denied;
import io.recordstore.fault.Fault;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.Unauthenticated;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tokens mutated, truncated, spliced, grown and signed by strangers: never accepted, always answered with a fault of
 * the family, never dear. For {@code recordstore.test.fuzz-seconds}, with {@code recordstore.test.seed} to repeat.
 */
class TokenFuzzTest {
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("recordstore.test.fuzz-seconds", 2));
    private static final Target USERS = new Target("", new Target.One("prod/users"), "City");
    private static final long DEAR_NANOS = Duration.ofMillis(20).toNanos();

    private final long seed = Long.getLong("recordstore.test.seed", System.nanoTime());
    private final TokenMutations mutations = new TokenMutations(new Random(seed));
    private final Map<String, Integer> answers = new TreeMap<>();

    @BeforeEach
    void warmUp() {
        System.out.println("TokenFuzzTest seed " + seed);
        new WarmUp(AccessFixture.limits()).run();
    }

    @Test
    void noMutationOfARevokedTokenIsAccepted() {
        List<String> tokens = bases();
        Set<String> revoked = new HashSet<>();
        for (String token : tokens) {
            revoked.addAll(verified(token).revocationIds());
        }
        Access access = AccessFixture.access((tenant, ids) -> ids.stream().anyMatch(revoked::contains));

        forTheTime(() -> assertThat(accepts(access, mutations.mutate(tokens))).isFalse());
    }

    @Test
    void whatIsAcceptedIsTheTokenItself() {
        List<String> tokens = bases();
        Access access = AccessFixture.access();

        forTheTime(() -> {
            String mutated = mutations.mutate(tokens);
            if (accepts(access, mutated)) {
                List<String> ids = verified(mutated.strip()).revocationIds();
                assertThat(tokens)
                        .as("seed %d: %s", seed, mutated)
                        .anyMatch(token -> verified(token).revocationIds().equals(ids));
            }
        });
    }

    @Test
    void aBlockOfAnythingNeverWidensAToken() {
        String narrow = TestTokens.rights("acme", "prod/users", Operation.READ);
        Access strict = AccessFixture.access();
        Access open = AccessFixture.access(
                "recordstore.tokens.limits.facts-in-later-blocks", "true",
                "recordstore.tokens.limits.regexes", "4");
        Target orders = new Target("", new Target.One("prod/orders"), "City");

        forTheTime(() -> {
            String token = mutations.withRandomBlock(narrow);
            for (Access access : List.of(strict, open)) {
                answers(access, token, Operation.READ, USERS);
                assertThat(answers(access, token, Operation.WRITE, USERS)).isFalse();
                assertThat(answers(access, token, Operation.READ, orders)).isFalse();
            }
        });
    }

    private void forTheTime(Runnable attempt) {
        Instant end = Instant.now().plus(TIME);
        while (Instant.now().isBefore(end)) {
            attempt.run();
        }
        System.out.println("TokenFuzzTest answers " + answers);
        assertThat(answers.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(10);
    }

    private boolean accepts(Access access, String token) {
        return answers(access, token, Operation.READ, USERS);
    }

    /** Whether the token is accepted, having held the answer and its cost to what is allowed. */
    private boolean answers(Access access, String token, Operation operation, Target target) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        boolean accepted = accepted(access, token, operation, target);
        long cost = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        if (cost > DEAR_NANOS) {
            assertCheap(token, operation, target);
        }
        return accepted;
    }

    private boolean accepted(Access access, String token, Operation operation, Target target) {
        try {
            access.decide(Credential.ofHeader("Bearer " + token), operation, target);
            return count("ACCEPTED");
        } catch (Fault answer) {
            assertThat(answer)
                    .as("seed %d: %s", seed, token)
                    .isInstanceOfAny(Unauthenticated.class, Denied.class, LimitExceeded.class)
                    .hasMessageNotContaining("could not be authorised");
            return !count(answer.reason());
        }
    }

    private boolean count(String answer) {
        answers.merge(answer, 1, Integer::sum);
        return true;
    }

    /** Whether a token is dear by itself, and not only where the compiler worked on its thread. */
    private void assertCheap(String token, Operation operation, Target target) {
        long best = Long.MAX_VALUE;
        for (int run = 0; run < 5 && best > DEAR_NANOS; run++) {
            Access access = AccessFixture.access();
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            accepted(access, token, operation, target);
            best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
        }
        assertThat(best).as("seed %d: nanoseconds for %s", seed, token).isLessThanOrEqualTo(DEAR_NANOS);
    }

    private static List<String> bases() {
        String admin = TestTokens.admin("acme");
        String narrow = TokenAttenuation.of(admin).toSpaces("prod/*").token();
        String narrower = TokenAttenuation.of(narrow)
                .toOperations(Operation.READ, Operation.WRITE)
                .token();
        return List.of(
                admin,
                narrow,
                narrower,
                TokenMutations.sealed(narrow),
                TestTokens.rightsOnType("acme", "prod/*", "City", Operation.READ));
    }

    private static VerifiedToken verified(String token) {
        return new TokenVerifier(AccessFixture.limits(), true)
                .verify(token, RootKeys.of(Map.of(TestTokens.KEY_ID, TestTokens.MINTER.publicKey())));
    }
}
