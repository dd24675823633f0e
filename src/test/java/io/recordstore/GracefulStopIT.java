package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.graphql.EventsClient;
import io.recordstore.graphql.GraphqlClient;
import io.recordstore.graphql.SocketClient;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.ops.Scrape;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to the packaged server while it is at work. */
class GracefulStopIT {
    private static final String ROOT_KEY = "recordstore.tokens.root-public-keys.1=" + TestTokens.MINTER.publicKey();
    private static final String KEY_ENCRYPTION_KEY =
            "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=";

    /** What a process ends with that SIGTERM has ended. */
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private static final int OK = 200;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int WRITERS = 8;
    private static final int PUTS_BEFORE = 200;
    private static final long PATIENCE_SECONDS = 60;

    /** Of a WebSocket. */
    private static final SocketClient.Closed STOPPED = new SocketClient.Closed(1001, "the server stops: connect again");

    private static final String CHANGES = "subscription { cityChanges { changes { kind } resumeToken } }";

    @TempDir
    Path directory;

    /** Puts one record after the other until it is refused. */
    private static final class Writer extends Thread {
        private final ServiceClient client;
        private final String space;
        private final AtomicLong nextId;
        private final Set<Long> acknowledged;
        private volatile Status end;

        Writer(ServiceClient client, String space, AtomicLong nextId, Set<Long> acknowledged) {
            this.client = client;
            this.space = space;
            this.nextId = nextId;
            this.acknowledged = acknowledged;
            setDaemon(true);
        }

        @Override
        public void run() {
            while (end == null) {
                City city = ServiceClient.city(nextId.incrementAndGet(), "Ghent", "BE", 1);
                try {
                    client.put(space, city);
                    acknowledged.add(city.getId());
                } catch (StatusRuntimeException refusal) {
                    end = refusal.getStatus();
                }
            }
        }
    }

    /** What a stream brings, and how it ends. */
    private static final class Ending<T> implements StreamObserver<T> {
        private final BlockingQueue<T> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Status> end = new CompletableFuture<>();

        @Override
        public void onNext(T message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable error) {
            end.complete(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }

        T next() throws InterruptedException {
            return messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        Status end() throws Exception {
            return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatWasAcknowledgedIsThereStreamsAreToldAndTheProcessEnds() throws Exception {
        Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        String space;
        try (PackagedServer server = start("recordstore.stop.streams=1s");
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            space = client.createCities();
            Ending<HealthCheckResponse> health = serving(client);
            Ending<BulkPutResponse> upload = new Ending<>();
            StreamObserver<BulkPutRequest> uploading = client.recordStreams().bulkPut(upload);
            uploading.onNext(BulkPutRequest.newBuilder()
                    .setRecordSpace(space)
                    .setRecordType("City")
                    .setProtobuf(ServiceClient.city(-1, "Ghent", "BE", 1).toByteString())
                    .build());
            List<Writer> writers = write(client, space, acknowledged);

            server.terminate();

            assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
            assertThatItWasTold(health.end());
            assertThatItWasTold(upload.end());
            assertThat(server.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
            for (Writer writer : writers) {
                writer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
                assertThat(writer.end.getCode()).as("%s", writer.end).isEqualTo(Code.UNAVAILABLE);
            }
            assertThat(server.output())
                    .contains("calls are still to be answered", "stopped in")
                    .doesNotContain("are cut", "ERROR");
        }
        try (PackagedServer server = start();
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            assertThat(ids(client, space)).containsAll(acknowledged);
        }
    }

    /** The delay is as long as the test needs: whoever routes calls here is told before any is refused. */
    @Test
    void callsAreServedWhileItIsToldThatTheServerStops() throws Exception {
        try (PackagedServer server = start("recordstore.stop.delay=1h");
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            Ending<HealthCheckResponse> health = serving(client);

            server.terminate();

            assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(probe(server, "ready")).isEqualTo(SERVICE_UNAVAILABLE);
            assertThat(probe(server, "live")).isEqualTo(OK);
            assertThat(scrape(server).sum("recordstore_ready", "check", "stop")).isZero();
            assertThat(scrape(server).sum("recordstore_ready", "check", "store"))
                    .isEqualTo(1);
            client.put(client.createCities(), ServiceClient.city(1, "Ghent", "BE", 1));
            new GraphqlClient(server.port(), "/graphql", TestTokens.admin("acme")).data("{ token { tenant } }");
        }
    }

    /** The health of a server that has said that it serves: it says that it does not until its store has answered. */
    private static Ending<HealthCheckResponse> serving(ServiceClient client) throws InterruptedException {
        Ending<HealthCheckResponse> health = new Ending<>();
        HealthGrpc.newStub(client.channel()).watch(HealthCheckRequest.getDefaultInstance(), health);
        ServingStatus told = health.next().getStatus();
        if (told == ServingStatus.NOT_SERVING) {
            told = health.next().getStatus();
        }
        assertThat(told).isEqualTo(ServingStatus.SERVING);
        return health;
    }

    @Test
    void newCallsAreRefusedWhileOneThatIsOpenIsFinishedAndAnswered() throws Exception {
        try (PackagedServer server = start("recordstore.stop.grace=60s");
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"));
                Halfway open = Halfway.begin(server.port())) {
            awaitOpen(server);

            server.terminate();
            server.awaitOutput("1 calls are still to be answered");

            GraphqlClient graphql = new GraphqlClient(server.port(), "/graphql", TestTokens.admin("acme"));
            assertThat(graphql.status()).isEqualTo(SERVICE_UNAVAILABLE);
            assertThatThrownBy(client::createCities)
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class, refusal -> assertThatItWasTold(refusal.getStatus()));
            assertThat(probe(server, "ready")).isEqualTo(SERVICE_UNAVAILABLE);
            assertThat(probe(server, "live")).isEqualTo(OK);
            assertThat(open.finish()).contains("HTTP/1.1 200", "{\"data\":{\"token\":{\"tenant\":\"acme\"}}}");
            assertThat(server.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(server.output()).contains("stopped in").doesNotContain("are cut");
        }
    }

    @Test
    void whatIsOpenWhenTheGraceIsOverIsCut() throws Exception {
        try (PackagedServer server = start("recordstore.stop.grace=1s");
                Halfway open = Halfway.begin(server.port())) {
            awaitOpen(server);

            server.terminate();

            assertThat(server.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(server.output()).contains("1 calls are cut", "stopped in");
            assertThat(open.isEnded()).isTrue();
        }
    }

    @Test
    void subscriptionsEndWithWhatToDoAndThenTheirConnections() throws Exception {
        String token = TestTokens.admin("acme");
        try (PackagedServer server = start("recordstore.stop.streams=1s", "recordstore.stop.grace=60s");
                ServiceClient client = new ServiceClient(server.port(), token)) {
            String path = "/graphql/acme/" + createWatched(client);
            try (SocketClient socket = subscribed(server, path);
                    EventsClient events = new EventsClient(server.port(), path, token, Version.HTTP_1_1, CHANGES)) {
                server.terminate();

                assertThatItWasTold(lastError(events));
                assertThat(events.isOver()).isTrue();
                assertThatItWasTold(socket.refusal("changes"));
                assertThat(socket.closed()).isEqualTo(STOPPED);
            }
            assertThat(server.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(server.output())
                    .contains("2 calls are still to be answered", "stopped in")
                    .doesNotContain("are cut", "ERROR");
        }
    }

    @Test
    void aWebSocketGoesOnWithWhatIsOpenAndTakesNothingNew() throws Exception {
        String token = TestTokens.admin("acme");
        try (PackagedServer server = start("recordstore.stop.streams=1h", "recordstore.stop.grace=1h");
                ServiceClient client = new ServiceClient(server.port(), token)) {
            String path = "/graphql/acme/" + createWatched(client);
            try (SocketClient subscriber = subscribed(server, path);
                    SocketClient idle = SocketClient.acknowledged(server.port(), "/graphql", token);
                    SocketClient silent = SocketClient.open(server.port(), "/graphql")) {
                server.terminate();

                assertThat(List.of(idle.closed(), silent.closed())).containsOnly(STOPPED);
                assertThatThrownBy(() -> SocketClient.open(server.port(), path))
                        .hasStackTraceContaining("status code " + SERVICE_UNAVAILABLE);
                subscriber.subscribe("late", "{ __typename }");
                assertThatItWasTold(subscriber.refusal("late"));
                subscriber.complete("changes");
                assertThat(subscriber.closed()).isEqualTo(STOPPED);
            }
            assertThat(server.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
        }
    }

    private static String createWatched(ServiceClient client) {
        String space = client.createCities();
        client.keepChanges(space);
        return space;
    }

    /** Of which the first mark of progress has come. */
    private static SocketClient subscribed(PackagedServer server, String path) {
        SocketClient socket = SocketClient.acknowledged(server.port(), path, TestTokens.admin("acme"));
        socket.subscribe("changes", CHANGES);
        socket.data("changes");
        return socket;
    }

    /** Nothing is open that the server would wait for: it has to tell them all the same. */
    @Test
    void webSocketsOnWhichNothingIsAskedAreToldToo() throws Exception {
        try (PackagedServer server = start();
                SocketClient idle = SocketClient.acknowledged(server.port(), "/graphql", TestTokens.admin("acme"))) {
            server.terminate();

            assertThat(idle.closed()).isEqualTo(STOPPED);
            assertThat(server.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
        }
    }

    /** What {@code next} brings last, before {@code complete}. */
    private static JsonObject lastError(EventsClient events) {
        EventsClient.Event last = events.next();
        for (EventsClient.Event event = last; !event.name().equals("complete"); event = events.next()) {
            last = event;
        }
        JsonArray errors = last.payload().getJsonArray("errors");
        assertThat(errors).hasSize(1);
        return errors.getJsonObject(0);
    }

    private static void awaitOpen(PackagedServer server) throws Exception {
        StressedServer.await(
                () -> scrape(server).sum("recordstore_admission_bytes") > 0, "the server has half of the request");
    }

    private static Scrape scrape(PackagedServer server) {
        return Scrape.of(URI.create("http://localhost:" + server.port() + "/q/metrics"));
    }

    private static int probe(PackagedServer server, String probe) throws Exception {
        URI address = URI.create("http://localhost:" + server.port() + "/q/health/" + probe);
        return HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .build()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** A GraphQL request of which the server has the head and the first half of the body. */
    private record Halfway(Socket socket, byte[] rest) implements AutoCloseable {
        static Halfway begin(int port) throws IOException {
            byte[] body = "{\"query\": \"{ token { tenant } }\"}".getBytes(StandardCharsets.US_ASCII);
            String head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nAuthorization: Bearer " + TestTokens.admin("acme")
                    + "\r\nContent-Length: " + body.length + "\r\n\r\n";
            Socket socket = new Socket("localhost", port);
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body, 0, body.length / 2);
            return new Halfway(socket, Arrays.copyOfRange(body, body.length / 2, body.length));
        }

        /** Sends the rest, and returns the answer. */
        String finish() throws IOException {
            socket.getOutputStream().write(rest);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        boolean isEnded() {
            try {
                return socket.getInputStream().read() < 0;
            } catch (SocketTimeoutException stillOpen) {
                return false;
            } catch (IOException reset) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static List<Writer> write(ServiceClient client, String space, Set<Long> acknowledged)
            throws InterruptedException {
        AtomicLong nextId = new AtomicLong();
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(client, space, nextId, acknowledged));
        }
        writers.forEach(Thread::start);
        while (acknowledged.size() < PUTS_BEFORE) {
            assertThat(writers).allMatch(writer -> writer.end == null);
            Thread.sleep(10);
        }
        return writers;
    }

    private static List<Long> ids(ServiceClient client, String space) {
        Query.Builder all = Query.newBuilder();
        List<Long> ids = new ArrayList<>();
        for (QueryResponse response : client.stream(ServiceClient.cities(space, all))) {
            if (response.hasRecord()) {
                ids.add(ServiceClient.parse(response).getId());
            }
        }
        return ids;
    }

    private static void assertThatItWasTold(Status end) {
        assertThat(end.getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(end.getDescription()).contains("the server stops");
    }

    /** An error of GraphQL. */
    private static void assertThatItWasTold(JsonObject error) {
        assertThat(error.getString("message")).contains("the server stops");
        assertThat(error.getJsonObject("extensions").getString("code")).isEqualTo("UNAVAILABLE");
    }

    /** A server that has answered its own first question: that is a request as well, and what is open is counted here. */
    private PackagedServer start(String... configuration) throws Exception {
        List<String> all = new ArrayList<>(List.of(ROOT_KEY, KEY_ENCRYPTION_KEY));
        all.addAll(List.of(configuration));
        PackagedServer server = PackagedServer.start(directory, all.toArray(String[]::new));
        server.awaitOutput("the first request was answered");
        return server;
    }
}
