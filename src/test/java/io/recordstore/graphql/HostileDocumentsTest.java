package io.recordstore.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import graphql.language.Document;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.fault.Fault;
import io.recordstore.graphql.GraphqlClient.Answer;
import io.recordstore.graphql.limits.Documents;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Documents that are made to be expensive are refused by the limit that they exceed, before they have cost anything. */
@QuarkusTest
class HostileDocumentsTest {
    private static final String LIMIT = "recordstore.graphql.limits.";
    private static final long MAX_NANOS = 100_000_000;
    private static final long MAX_LEFT_BYTES = 4 << 20;
    private static final int ROUNDS = 20;
    private static final int COLLECTIONS = 5;
    private static final long MAX_ALLOCATED_BYTES = 64 << 20;
    private static final int ATTEMPTS = 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TestHTTPResource("/")
    URL server;

    @Inject
    Documents documents;

    /** By what refuses them: a limit, or a reason. */
    private static Map<String, String> hostile() {
        Map<String, String> set = new LinkedHashMap<>();
        set.put("10,000 aliases", "{ " + repeated(10_000, i -> "a" + i + ": recordSpaces { nodes { tenant } }") + " }");
        set.put("500 aliases", "{ " + repeated(500, i -> "a" + i + ": __typename") + " }");
        set.put("5,000 fields", "{ " + "__typename ".repeat(5_000) + "}");
        set.put("depth 200", nested(200, "recordSpaces"));
        set.put("depth 5,000", nested(5_000, "a"));
        set.put(
                "depth by fragments",
                "{ ...f0 } "
                        + repeated(200, i -> "fragment f" + i + " on Query { a { ...f" + (i + 1) + " } }")
                        + " fragment f200 on Query { a }");
        set.put("a cyclic fragment", "{ ...f } fragment f on Query { a { ...f } }");
        set.put(
                "cyclic fragments",
                "{ ...f } fragment f on Query { ...g } fragment g on Query { ...h } fragment h on Query" + " { ...f }");
        set.put(
                "fragments that double",
                "{ ...f0 } "
                        + repeated(40, i -> "fragment f" + i + " on Query { ...f" + (i + 1) + " ...f" + (i + 1) + " }")
                        + " fragment f40 on Query { __typename }");
        set.put("a huge literal", "{ recordSpace(recordSpace: \"" + "x".repeat(5_000_000) + "\") { tenant } }");
        set.put("a huge list", "{ a(in: [" + "1,".repeat(30_000) + "1]) }");
        set.put("nested lists", "{ a(in: " + "[".repeat(3_000) + "]".repeat(3_000) + ") }");
        set.put("directives", "{ a " + "@skip(if: true) ".repeat(5_000) + "}");
        set.put("pages of pages", "{ a(first: 1000) { nodes { b(first: 1000) { nodes { c } } } } }");
        set.put("a page by default", "query($n: Int = 1000000) { a(first: $n) { nodes { b } } }");
        set.put("operations", repeated(1_500, i -> "query q" + i + " { __typename }"));
        set.put(
                "introspection in introspection",
                "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }");
        return set;
    }

    private static final Map<String, String> REFUSED_BY = Map.ofEntries(
            Map.entry("10,000 aliases", LIMIT + "characters"),
            Map.entry("500 aliases", LIMIT + "aliases"),
            Map.entry("5,000 fields", LIMIT + "nodes"),
            Map.entry("depth 200", LIMIT + "depth"),
            Map.entry("depth 5,000", LIMIT + "depth"),
            Map.entry("depth by fragments", LIMIT + "depth"),
            Map.entry("a cyclic fragment", "INVALID_REQUEST"),
            Map.entry("cyclic fragments", "INVALID_REQUEST"),
            Map.entry("fragments that double", LIMIT + "nodes"),
            Map.entry("a huge literal", LIMIT + "characters"),
            Map.entry("a huge list", LIMIT + "tokens"),
            Map.entry("nested lists", LIMIT + "depth"),
            Map.entry("directives", LIMIT + "tokens"),
            Map.entry("pages of pages", LIMIT + "complexity"),
            Map.entry("a page by default", LIMIT + "complexity"),
            Map.entry("operations", LIMIT + "nodes"),
            Map.entry("introspection in introspection", "INTROSPECTION_DISABLED"));

    /** Of a WebSocket, beside what surrounds a document in it. */
    private static final int MAX_MESSAGE = (1 << 20) - 1_000;

    private static String repeated(int count, IntFunction<String> part) {
        return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(" "));
    }

    private static String nested(int depth, String field) {
        return "{ " + (field + " { ").repeat(depth) + "a" + " }".repeat(depth) + " }";
    }

    @Test
    void eachIsRefusedByTheLimitThatItExceeds() {
        for (String path : new String[] {"/graphql", "/graphql/graphql-hostile/nowhere"}) {
            GraphqlClient client = new GraphqlClient(server.getPort(), path, TestTokens.admin("graphql-hostile"));
            hostile().forEach((name, document) -> {
                Answer answer = client.send(document);
                assertThat(answer.status()).as(name).isIn(400, 404);
                assertThat(answer.body().containsKey("data")).as(name).isFalse();
                if (path.equals("/graphql")) {
                    String limit = answer.extensions().getJsonObject("metadata").getString("limit");
                    assertThat(limit == null ? answer.extensions().getString("reason") : limit)
                            .as("%s: %s", name, answer.body())
                            .isEqualTo(REFUSED_BY.get(name));
                }
            });
        }
    }

    @Test
    void eachIsRefusedOverAWebSocketLikewiseAndTheConnectionGoesOn() {
        String token = TestTokens.admin("graphql-hostile");
        try (SocketClient client = SocketClient.acknowledged(server.getPort(), "/graphql", token)) {
            hostile().forEach((name, document) -> {
                if (document.length() < MAX_MESSAGE) {
                    client.subscribe(name, document);
                    JsonObject refusal = client.error(name);
                    String limit = refusal.getJsonObject("metadata").getString("limit");
                    assertThat(limit == null ? refusal.getString("reason") : limit)
                            .as("%s: %s", name, refusal)
                            .isEqualTo(REFUSED_BY.get(name));
                }
            });
            client.subscribe("after", "{ token { tenant } }");
            client.data("after");
            client.assertCompleted("after");
        }
        try (SocketClient client = SocketClient.acknowledged(server.getPort(), "/graphql", token)) {
            client.subscribe("huge", hostile().get("a huge literal"));
            assertThat(client.closed().code()).isEqualTo(1009);
        }
    }

    /** In processor time and bytes, which a busy machine does not change; the best of some attempts, once compiled. */
    @Test
    void eachIsRefusedCheaply() {
        hostile().forEach((name, document) -> {
            long leastNanos = Long.MAX_VALUE;
            long leastBytes = Long.MAX_VALUE;
            for (int i = 0; i < ATTEMPTS; i++) {
                long nanos = THREADS.getCurrentThreadCpuTime();
                long bytes =
                        THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
                refuse(document);
                leastBytes = Math.min(
                        leastBytes,
                        THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes);
                leastNanos = Math.min(leastNanos, THREADS.getCurrentThreadCpuTime() - nanos);
            }
            assertThat(leastNanos).as("nanoseconds for %s", name).isLessThan(MAX_NANOS);
            assertThat(leastBytes).as("bytes for %s", name).isLessThan(MAX_ALLOCATED_BYTES);
        });
    }

    /**
     * The whole way, by the clock of whoever asks. The best of some attempts: the first of all compile what refuses them, and a
     * busy machine delays any single one, while what is slow by itself delays them all.
     */
    @Test
    void eachIsRefusedToItsSenderWithinATenthOfASecond() {
        GraphqlClient client = new GraphqlClient(server.getPort(), "/graphql", TestTokens.admin("graphql-hostile"));
        hostile().forEach((name, document) -> {
            long leastNanos = Long.MAX_VALUE;
            for (int i = 0; i < ATTEMPTS && leastNanos >= MAX_NANOS; i++) {
                long begin = System.nanoTime();
                Answer answer = client.send(document);
                leastNanos = Math.min(leastNanos, System.nanoTime() - begin);
                assertThat(answer.body().containsKey("data")).as(name).isFalse();
            }
            System.out.printf("HostileDocumentsTest: %s: %.1f ms%n", name, leastNanos / 1e6);
            assertThat(leastNanos).as("nanoseconds for %s", name).isLessThan(MAX_NANOS);
        });
    }

    /** What is left of many of them after a collection, which is a part of what one of them was sent with. */
    @Test
    void theyLeaveNothingInTheHeap() throws InterruptedException {
        GraphqlClient client = new GraphqlClient(server.getPort(), "/graphql", TestTokens.admin("graphql-hostile"));
        Map<String, String> all = hostile();
        all.values().forEach(client::send);
        long before = heapInUse();
        for (int i = 0; i < ROUNDS; i++) {
            all.values().forEach(client::send);
        }
        long left = heapInUse() - before;
        long sent = ROUNDS * all.values().stream().mapToLong(String::length).sum();
        System.out.printf("HostileDocumentsTest: %d kB left of %d kB%n", left >> 10, sent >> 10);
        assertThat(sent).isGreaterThan(10 * MAX_LEFT_BYTES);
        assertThat(left).as("bytes that are left").isLessThan(MAX_LEFT_BYTES);
    }

    /** The least of some looks: what else the process does is garbage at another. */
    private static long heapInUse() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(50);
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private void refuse(String text) {
        try {
            Document document = documents.parse(text);
            documents.requireWithinLimits(document, Map.of());
        } catch (Fault refused) {
            return;
        }
        throw new AssertionError("not refused: " + text.substring(0, Math.min(100, text.length())));
    }
}
