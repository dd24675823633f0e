package io.recordstore.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.apple.foundationdb.Range;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.recordstore.auth.TestTokens;
import io.recordstore.crypto.RawStore;
import io.recordstore.fault.Defect;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.query.Loading;
import io.recordstore.store.KeysTouched;
import io.recordstore.store.ObservedStore;
import io.recordstore.store.Operation;
import io.recordstore.v1.BulkPutRequest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests whose clients go away while the store is read for them: what is not read yet is not read any more. */
@QuarkusTest
@TestProfile(ObservedStore.class)
class CancelledRequestsTest {
    private static final String TENANT = "graphql-cancelled";
    private static final Logger DEFECTS = Logger.getLogger(Defect.class.getName());
    private static final int RECORDS = 500;

    /** Under so many aliases a request asks for the same, so that it takes long. */
    private static final int COUNTS = 60;

    /** These share a transaction, and pages of it end early when it has taken seconds. */
    private static final int LISTS = 20;

    /** That a call holds before any of its body is read. */
    private static final long BYTES_PER_CALL = 16 << 10;

    private static final long LOOK_NANOS = 100_000;

    @TestHTTPResource("/")
    URL server;

    @Inject
    KeysTouched store;

    @Inject
    MeterRegistry meters;

    private final AtomicInteger defects = new AtomicInteger();
    private final Handler counting = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            defects.incrementAndGet();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private ServiceClient grpc;
    private String space;
    private Range range;

    @BeforeEach
    void fill() {
        grpc = new ServiceClient(server.getPort(), TestTokens.admin(TENANT));
        space = grpc.createCities();
        Loading.bulkPut(
                grpc.recordStreams(),
                BulkPutRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .build(),
                IntStream.rangeClosed(1, RECORDS)
                        .mapToObj(i -> ServiceClient.city(i, "Ghent", "BE", i))
                        .toList());
        DEFECTS.addHandler(counting);
        range = new RawStore(store.unobserved()).incarnation(TENANT, space).range();
    }

    @AfterEach
    void disconnect() {
        DEFECTS.removeHandler(counting);
        grpc.close();
    }

    private static String aliases(int count, String field) {
        return IntStream.range(0, count)
                .mapToObj(i -> "a" + i + ": " + field)
                .collect(Collectors.joining(" ", "{ ", " }"));
    }

    @Test
    void queriesOfAWholeTenantAreNotBegunAnyMore() {
        String count =
                "recordCount(recordSpace: \"" + space + "\", recordType: \"City\", allowScan: true, filter: {field:"
                        + " {path: \"population\", greaterThan: {int: 5}}})";
        assertStops("/graphql", aliases(COUNTS, count));
    }

    @Test
    void theListsOfATypedQueryAreNotReadToTheirEnds() {
        assertStops("/graphql/" + TENANT + "/" + space, aliases(LISTS, "cities(first: 1000) { nodes { id name } }"));
    }

    /** Against all that the request reads when its client stays. */
    private void assertStops(String path, String document) {
        GraphqlClient client = new GraphqlClient(server.getPort(), path, TestTokens.admin(TENANT));
        client.data(document);
        long all = pairs(() -> client.data(document));
        assertThat(all).isGreaterThanOrEqualTo(LISTS * (long) RECORDS);

        long read = pairs(() -> {
            store.take();
            assertIsCancelled(() -> closeWhenItReads(path, document));
            await(
                    "transactions stay open",
                    () -> meters.get("recordstore.store.transactions.open")
                                    .gauge()
                                    .value()
                            == 0);
        });
        System.out.printf("CancelledRequestsTest: %d of %d key-values were read%n", read, all);
        assertThat(read).as("key-values that were read").isLessThan(all / 2);
        assertThat(defects.get()).as("defects that were logged").isZero();
    }

    @Test
    void aClientThatGoesWhileItSendsIsNoDefect() {
        assertIsCancelled(() -> {
            try (Socket socket = begin("/graphql", 100)) {
                socket.getOutputStream().write('{');
                await(
                        "the body is not read",
                        () -> meters.get("recordstore.admission.bytes").gauge().value() > BYTES_PER_CALL);
            }
        });
        assertThat(defects.get()).as("defects that were logged").isZero();
    }

    private void assertIsCancelled(ThrowingCallable call) {
        long before = cancelled();
        assertThatCode(call).doesNotThrowAnyException();
        await("the call is not counted as cancelled", () -> cancelled() == before + 1);
    }

    private long pairs(Runnable call) {
        return store.costOf(range, call).getOrDefault(Operation.PAIR, 0L);
    }

    private long cancelled() {
        return meters.find("recordstore.calls").tag("api", "graphql").tag("code", "CANCELLED").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private void closeWhenItReads(String path, String document) throws IOException {
        byte[] body = new JsonObject().put("query", document).encode().getBytes(StandardCharsets.UTF_8);
        try (Socket socket = begin(path, body.length)) {
            socket.getOutputStream().write(body);
            await("nothing is read", () -> store.take().stream().anyMatch(this::isOfRecords));
        }
    }

    /** A request of which the body is still to be sent. */
    private Socket begin(String path, int bodyBytes) throws IOException {
        String head =
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization:"
                        + " Bearer " + TestTokens.admin(TENANT) + "\r\nContent-Length: " + bodyBytes + "\r\n\r\n";
        Socket socket = new Socket("localhost", server.getPort());
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private boolean isOfRecords(Range touched) {
        return ByteArrayUtil.compareUnsigned(range.begin, touched.begin) <= 0
                && ByteArrayUtil.compareUnsigned(touched.end, range.end) <= 0;
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
