package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.grpc.AnyCall;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.InspectRequest;
import io.recordstore.v1.RevokeRequest;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What {@link TokenFuzzTest} does, at the port and with the revocations of the store: no mutation of a revoked token is
 * accepted, each is answered as a fault of its sender, and none is dear.
 */
@QuarkusTest
class TokenFuzzAtThePortTest {
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("recordstore.test.fuzz-seconds", 2));
    private static final long DEAR_NANOS = Duration.ofMillis(20).toNanos();
    private static final int LEAST_CALLS = 20;
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final AnyCall INSPECT = AnyCall.all().stream()
            .filter(call -> call.name().equals("TokenService/Inspect"))
            .findFirst()
            .orElseThrow();

    @TestHTTPResource("/")
    URL server;

    private final long seed = Long.getLong("recordstore.test.seed", System.nanoTime());
    private final TokenMutations mutations = new TokenMutations(new Random(seed));
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<Code, Integer> answers = new EnumMap<>(Code.class);

    @BeforeEach
    void printSeed() {
        System.out.println("TokenFuzzAtThePortTest seed " + seed);
    }

    @Test
    void noMutationOfARevokedTokenIsAccepted() {
        List<String> revoked = revokedTokens();
        try (ServiceClient client = new ServiceClient(server.getPort(), null)) {
            revoked.forEach(token -> assertRefusedCheaply(client, token));
            forTheTime(() -> assertRefusedCheaply(client, mutations.mutate(revoked)));
        }
        assertThat(answers.get(Code.UNAUTHENTICATED)).isGreaterThan(LEAST_CALLS);
    }

    @Test
    void aBlockOfAnythingOnARevokedTokenDoesNotBringItBack() {
        List<String> revoked = revokedTokens().subList(0, 1);
        try (ServiceClient client = new ServiceClient(server.getPort(), null)) {
            forTheTime(() -> assertRefusedCheaply(client, mutations.withRandomBlock(revoked.get(0))));
        }
    }

    private List<String> revokedTokens() {
        String whole = TestTokens.admin("fuzz");
        String narrow = TokenAttenuation.of(whole).toSpaces("prod/*").token();
        List<String> tokens = List.of(whole, narrow, TokenMutations.sealed(narrow), TestTokens.admin("fuzz"));
        try (ServiceClient client = new ServiceClient(server.getPort(), TestTokens.admin("fuzz"))) {
            for (String token : tokens) {
                client.tokens()
                        .inspect(InspectRequest.newBuilder().setToken(token).build());
                client.tokens()
                        .revoke(RevokeRequest.newBuilder().setToken(token).build());
            }
        }
        return tokens;
    }

    private void forTheTime(Runnable attempt) {
        Instant end = Instant.now().plus(TIME);
        for (int calls = 0; calls < LEAST_CALLS || Instant.now().isBefore(end); calls++) {
            attempt.run();
        }
        System.out.println("TokenFuzzAtThePortTest answers " + answers);
    }

    private void assertRefusedCheaply(ServiceClient client, String token) {
        Supplier<Code> call =
                () -> INSPECT.send(client.channel(), bearer(token), List.of(InspectRequest.getDefaultInstance()))
                        .code();
        long before = processorNanos();
        Code answer = call.get();
        long cost = processorNanos() - before;
        answers.merge(answer, 1, Integer::sum);
        assertThat(answer)
                .as("seed %d: %s", seed, token)
                .isIn(Code.UNAUTHENTICATED, Code.PERMISSION_DENIED, Code.RESOURCE_EXHAUSTED);
        for (int again = 0; again < 5 && cost > DEAR_NANOS; again++) {
            before = processorNanos();
            call.get();
            cost = processorNanos() - before;
        }
        assertThat(cost).as("seed %d: nanoseconds for %s", seed, token).isLessThanOrEqualTo(DEAR_NANOS);
    }

    /** The processor time of the threads that read calls and check tokens. */
    private long processorNanos() {
        List<Long> ids = new ArrayList<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("recordstore-auth")) {
                ids.add(thread.getThreadId());
            }
        }
        return ids.stream().mapToLong(threads::getThreadCpuTime).sum();
    }

    private static Metadata bearer(String token) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token);
        return headers;
    }
}
