package io.recordstore.grpc;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.index;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryRequest;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How many bytes of heap the server's threads ask for in a call at the gRPC port; not what the client's do. Figures are
 * printed, and bounded at about twice what was measured: a compiler that is not done yet leaves more on the heap.
 */
@QuarkusTest
class AllocationTest {
    private static final int WARM_UP = 3_000;
    private static final int CALLS = 1_000;
    private static final int ROWS = 100;
    private static final int STREAM_CALLS = CALLS / 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Set<String> SERVER_THREADS = Set.of("vert.x-eventloop-thread", "store", "fdb-embedded");

    private static final long MOST_FOR_A_GET = 120_000;
    private static final long MOST_FOR_A_PUT = 180_000;
    private static final long MOST_FOR_A_ROW = 50_000;

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void fill() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("allocation"));
        space = client.createCities(index("City", "country"));
        for (int id = 1; id <= ROWS; id++) {
            client.put(space, city(id, "x".repeat(1_000), "BE", id));
        }
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aCallAsksForLittle() {
        GetRequest get = GetRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .addPrimaryKey(ServiceClient.number(1))
                .build();
        QueryRequest.Builder query = ServiceClient.cities(
                space,
                Query.newBuilder()
                        .setFilter(ServiceClient.filter(
                                ServiceClient.field("country").setEquals(ServiceClient.text("BE")))));
        long ofGet = bytesOf(CALLS, () -> client.records().get(get));
        long ofPut = bytesOf(CALLS, () -> client.put(space, city(1, "y".repeat(1_000), "BE", 1)));
        long ofRow = bytesOf(STREAM_CALLS, () -> client.stream(query)) / ROWS;
        System.out.printf(
                "AllocationTest: a get %d bytes, a put %d bytes, a row of a query %d bytes%n", ofGet, ofPut, ofRow);

        assertThat(ofGet).isLessThan(MOST_FOR_A_GET);
        assertThat(ofPut).isLessThan(MOST_FOR_A_PUT);
        assertThat(ofRow).isLessThan(MOST_FOR_A_ROW);
    }

    private static long bytesOf(int calls, Runnable call) {
        for (int i = 0; i < WARM_UP * calls / CALLS; i++) {
            call.run();
        }
        Map<Long, Long> before = allocated();
        for (int i = 0; i < calls; i++) {
            call.run();
        }
        Map<Long, Long> after = allocated();
        return after.entrySet().stream()
                        .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
                        .sum()
                / calls;
    }

    private static Map<Long, Long> allocated() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(AllocationTest::isOfTheServer)
                .collect(Collectors.toMap(Thread::getId, thread -> THREADS.getThreadAllocatedBytes(thread.getId())));
    }

    private static boolean isOfTheServer(Thread thread) {
        return SERVER_THREADS.stream().anyMatch(thread.getName()::startsWith);
    }
}
