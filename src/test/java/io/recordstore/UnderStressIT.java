package io.recordstore;

import static io.recordstore.grpc.ServiceClient.index;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.InspectRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.WatchResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged server with 256 MB of heap, beyond what it can serve. It ends at the first OutOfMemoryError. Figures are
 * printed; {@code docs/operations.md} has some.
 */
class UnderStressIT {
    private static final String ROOT_KEY = "recordstore.tokens.root-public-keys.1=" + TestTokens.MINTER.publicKey();
    private static final String KEY = "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=";
    private static final int RECORD_BYTES = 1 << 20;
    private static final int CONNECTIONS = 8;

    /** A twelfth of 256 MB has room for 21 records of a MB: more than twice as many at once. */
    private static final int CALLERS = 48;

    private static final Duration LOAD = Duration.ofSeconds(Integer.getInteger("stress.seconds", 4));
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final int SLOW_CLIENTS = 200;
    private static final long SLOW_CLIENTS_BYTES = 64L << 20;

    /** Two looks that differ by less have found a server at rest. */
    private static final long SETTLED_BYTES = 256L << 10;

    private static final int MOST_LOOKS = 200;
    private static final int HALF_OPEN = 1_000;
    private static final int WATCHERS = Integer.getInteger("stress.watchers", 2_000);

    /** Below the streams that a connection may have. */
    private static final int STREAMS_EACH = 90;

    /** Within it no watcher is told anything, or each but once. */
    private static final int IDLE_SECONDS = 5;

    private static final long MOST_BYTES_OF_A_WATCHER = 64 << 10;
    private static final double MOST_OF_A_PROCESSOR = 0.5;
    private static final String IDLE_TIMEOUT = "quarkus.http.idle-timeout=6s";

    @TempDir
    Path directory;

    private PackagedServer server;
    private ServiceClient client;
    private String space;

    private void start(String... more) throws IOException {
        List<String> configuration = new ArrayList<>(List.of(
                ROOT_KEY,
                KEY,
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "recordstore.tokens.limits.authorization-time=60s",
                "recordstore.tokens.limits.evaluation-time=60s",
                "recordstore.store.timeout=60s",
                "recordstore.fdb.embedded.kept-free-megabytes=0"));
        configuration.addAll(List.of(more));
        server = PackagedServer.start(directory, configuration.toArray(String[]::new));
        client = new ServiceClient(server.port(), TestTokens.admin("stress"));
    }

    private void createSpace() {
        space = client.createCities(index("City", "country"));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void beyondItsMemoryItRefusesCallsAndRecovers() throws Exception {
        start();
        createSpace();
        Map<Code, AtomicInteger> answers = new ConcurrentHashMap<>();
        AtomicLong end = new AtomicLong(System.nanoTime() + LOAD.toNanos());
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        List<Future<?>> running = new ArrayList<>();
        List<ServiceClient> clients = clients();
        for (int caller = 0; caller < CALLERS; caller++) {
            int number = caller;
            running.add(callers.submit(() -> {
                for (int i = 0; i == 0 || System.nanoTime() < end.get(); i++) {
                    Code code = put(clients.get(number % CONNECTIONS), (number + 1) * 1_000_000L + i);
                    answers.computeIfAbsent(code, key -> new AtomicInteger()).incrementAndGet();
                }
            }));
        }
        for (Future<?> caller : running) {
            caller.get();
        }
        callers.shutdown();
        long over = System.nanoTime();
        System.out.println("UnderStressIT: answers under load " + answers);

        assertThat(answers.keySet()).containsExactlyInAnyOrder(Code.OK, Code.RESOURCE_EXHAUSTED);
        client.put(space, ServiceClient.city(1, "after", "BE", 1));
        assertThat(Duration.ofNanos(System.nanoTime() - over)).isLessThan(RECOVERY);
        await(() -> scraped("recordstore_admission_bytes") == 0, "what calls held is given back");
        clients.forEach(ServiceClient::close);
    }

    private List<ServiceClient> clients() {
        List<ServiceClient> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(new ServiceClient(server.port(), TestTokens.admin("stress")));
        }
        return clients;
    }

    private Code put(ServiceClient caller, long id) {
        City city = ServiceClient.city(id, Long.toString(id).repeat(RECORD_BYTES / 8), "BE", id);
        try {
            caller.put(space, city);
            return Code.OK;
        } catch (StatusRuntimeException refusal) {
            Status status = StatusProto.fromThrowable(refusal);
            if (refusal.getStatus().getCode() == Code.RESOURCE_EXHAUSTED) {
                assertThat(status.getDetailsList())
                        .as(refusal.toString())
                        .anyMatch(detail -> detail.is(ErrorInfo.class));
                assertThat(status.getDetailsList()).anyMatch(detail -> detail.is(RetryInfo.class));
            }
            return refusal.getStatus().getCode();
        }
    }

    @Test
    void slowClientsOfStreamsCostLittle() throws Exception {
        start();
        createSpace();
        for (int i = 1; i <= 400; i++) {
            client.put(space, ServiceClient.city(i, "x".repeat(20_000), "BE", i));
        }
        client.names(space, Query.newBuilder().setAllowScan(true));
        long before = settled();
        List<ServiceClient> clients = clients();
        CountDownLatch begun = new CountDownLatch(SLOW_CLIENTS);
        for (int i = 0; i < SLOW_CLIENTS; i++) {
            clients.get(i % CONNECTIONS)
                    .recordStreams()
                    .query(
                            ServiceClient.cities(space, Query.newBuilder().setAllowScan(true))
                                    .build(),
                            new TakesOne(begun));
        }
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        long cost = settled() - before;
        System.out.printf("UnderStressIT: %d slow clients of streams cost %d kB%n", SLOW_CLIENTS, cost >> 10);

        assertThat(cost).isLessThan(SLOW_CLIENTS_BYTES);
        clients.forEach(ServiceClient::close);
    }

    @Test
    void thousandsOfIdleWatchersCostNextToNothing() throws Exception {
        start("-Xmx512m");
        space = "test/watched";
        client.spaces()
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .setChangeRetention(ChangeRetention.newBuilder().setDuration(Durations.fromHours(1)))
                        .build());
        client.schemas().applySchema(ServiceClient.citySchema(space));
        WatchRequest request = WatchRequest.newBuilder().setRecordSpace(space).build();
        Iterator<WatchResponse> one = client.changes().watch(request);
        assertThat(one.next().hasProgress()).isTrue();
        long heapBefore = settled();
        double threadsBefore = scraped("jvm_threads_live_threads");
        CountDownLatch begun = new CountDownLatch(WATCHERS);
        CountDownLatch told = new CountDownLatch(WATCHERS);
        List<ServiceClient> clients = new ArrayList<>();
        for (int i = 0; i < WATCHERS; i++) {
            if (i % STREAMS_EACH == 0) {
                clients.add(new ServiceClient(server.port(), TestTokens.admin("stress")));
            }
            clients.get(clients.size() - 1).changeStreams().watch(request, new IsTold(begun, told));
        }
        assertThat(begun.await(120, TimeUnit.SECONDS)).isTrue();
        await(() -> scraped("recordstore_store_transactions_open") == 0, "no transaction is open for them");
        double watches = scraped("recordstore_changes_watches");
        double watched = scraped("recordstore_changes_watched_record_spaces");
        double threads = scraped("jvm_threads_live_threads") - threadsBefore;
        long heap = settled() - heapBefore;
        double busyBefore = scraped("process_cpu_time_ns_total");
        long idleBefore = System.nanoTime();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        double busy = (scraped("process_cpu_time_ns_total") - busyBefore) / (System.nanoTime() - idleBefore);
        client.put(space, ServiceClient.city(1, "Ghent", "BE", 1));

        assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
        System.out.printf(
                "UnderStressIT: %d idle watchers cost %d bytes each, %.0f threads and %.3f of a processor%n",
                WATCHERS, heap / WATCHERS, threads, busy);
        assertThat(watches).isEqualTo(WATCHERS + 1);
        assertThat(watched).isEqualTo(1);
        assertThat(threads).isLessThan(WATCHERS / 100.0);
        assertThat(heap / WATCHERS).isLessThan(MOST_BYTES_OF_A_WATCHER);
        assertThat(busy).isLessThan(MOST_OF_A_PROCESSOR);
        clients.forEach(ServiceClient::close);
    }

    /** Counts down at its first message, and at the first that tells of a change. */
    private record IsTold(CountDownLatch begun, CountDownLatch told) implements StreamObserver<WatchResponse> {
        @Override
        public void onNext(WatchResponse response) {
            (response.hasTransaction() ? told : begun).countDown();
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
    }

    /** Takes one message and no more. */
    private record TakesOne(CountDownLatch begun) implements ClientResponseObserver<QueryRequest, QueryResponse> {
        @Override
        public void beforeStart(ClientCallStreamObserver<QueryRequest> call) {
            call.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(QueryResponse response) {
            begun.countDown();
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
    }

    /** What is in use once the server has nothing more to do for those who take nothing. */
    private long settled() throws Exception {
        long last = heapInUse();
        for (int i = 0; i < MOST_LOOKS; i++) {
            long now = heapInUse();
            if (Math.abs(now - last) < SETTLED_BYTES) {
                return now;
            }
            last = now;
        }
        throw new AssertionError("the server does not come to rest: " + (last >> 10) + " kB in use");
    }

    /** Heap after a collection, and what Netty holds outside of it. */
    private long heapInUse() throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process collection = new ProcessBuilder(jcmd.toString(), Long.toString(server.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(collection.waitFor()).isZero();
        return (long) (scraped("jvm_memory_used_bytes{area=\"heap\"") + scraped("netty_allocator_memory_used"));
    }

    @Test
    void halfOpenConnectionsAreReclaimed() throws Exception {
        start(IDLE_TIMEOUT);
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < HALF_OPEN; i++) {
            Socket socket = new Socket("localhost", server.port());
            socket.setSoTimeout(60_000);
            sockets.add(socket);
            byte[] begin = i % 3 == 0
                    ? new byte[0]
                    : (i % 3 == 1 ? "POST /graphql HT" : "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(begin);
        }
        awaitAnswer();
        long begin = System.nanoTime();
        for (Socket socket : sockets) {
            while (socket.getInputStream().read() >= 0) {
                assertThat(socket.isClosed()).isFalse();
            }
            socket.close();
        }
        System.out.printf(
                "UnderStressIT: %d half-open connections reclaimed after %d ms%n",
                HALF_OPEN, Duration.ofNanos(System.nanoTime() - begin).toMillis());
        awaitAnswer();
    }

    /** A connection that this client has not used for a while is closed too, and opened anew. */
    private void awaitAnswer() throws Exception {
        await(
                () -> {
                    try {
                        return client.tokens()
                                .inspect(InspectRequest.getDefaultInstance())
                                .hasToken();
                    } catch (StatusRuntimeException closed) {
                        return false;
                    }
                },
                "an answer");
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition, String what) throws Exception {
        for (int attempt = 0; attempt < 600; attempt++) {
            if (condition.holds()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("waited in vain: " + what);
    }

    /** The sum of the samples that begin so. */
    private double scraped(String beginning) throws Exception {
        String metrics = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/q/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return Pattern.compile("(?m)^" + Pattern.quote(beginning) + "(?:[^\\n}]*\\})? (\\S+)")
                .matcher(metrics)
                .results()
                .map((MatchResult sample) -> sample.group(1))
                .mapToDouble(Double::parseDouble)
                .sum();
    }
}
