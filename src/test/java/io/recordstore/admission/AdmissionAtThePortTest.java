package io.recordstore.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.query.Loading;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.GetResponse;
import io.recordstore.v1.InspectRequest;
import io.recordstore.v1.RecordServiceGrpc;
import io.recordstore.v1.Value;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server with memory for twelve calls, which requests hold that do not arrive. */
@QuarkusTest
@TestProfile(AdmissionAtThePortTest.Small.class)
class AdmissionAtThePortTest {
    private static final int ROOM = 12;
    private static final long BYTES_PER_CALL = 16 << 10;
    private static final int MORE_THAN_ROOM = 1 << 20;

    /** Of the body of a request that holds memory: one byte of it is sent. */
    private static final int BODY_BYTES = 99;

    private static final long PATIENCE_SECONDS = 60;
    private static final String QUERY = "{\"query\": \"{ token { tenant } }\"}";
    private static final City CITY = ServiceClient.city(1, "Ghent", "BE", 1);

    /** So much memory, and all the time that a test takes. */
    public static final class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "recordstore.admission.memory",
                    (ROOM * BYTES_PER_CALL + BYTES_PER_CALL / 2) + "",
                    "recordstore.admission.message-timeout",
                    "10m");
        }
    }

    @Inject
    MeterRegistry meters;

    @Inject
    Vertx vertx;

    private final List<Socket> holders = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int port;
    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        client = new ServiceClient(port, TestTokens.admin("admission"));
        space = client.createCities();
        await(() -> held() == 0);
    }

    @AfterEach
    void close() throws IOException {
        release();
        await(() -> held() == 0);
        client.close();
    }

    private double held() {
        return meters.get("recordstore.admission.bytes").gauge().value();
    }

    private double refused() {
        return meters.get("recordstore.admission.refused").counter().count();
    }

    private double calls(Code code) {
        return meters.find("recordstore.calls").tag("code", code.name()).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private double allCalls() {
        return meters.find("recordstore.calls").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    /** So many requests, each of another tenant, whose first byte of a body is there and no other. */
    private void hold(int requests) throws IOException {
        for (int i = 0; i < requests; i++) {
            Socket socket = begin("holder" + i, BODY_BYTES);
            holders.add(socket);
            send(socket, "{");
        }
        await(() -> held() == requests * (BYTES_PER_CALL + BODY_BYTES));
    }

    private void release() throws IOException {
        for (Socket holder : holders) {
            holder.close();
        }
        holders.clear();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void whatIsTooMuchIsRefusedInTheTermsOfEachApiAndServedOnceThereIsRoom() throws Exception {
        hold(ROOM);
        double before = refused();

        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, () -> client.tokens()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(requestId("order-4711")))
                .inspect(InspectRequest.getDefaultInstance()));
        assertThatItIsOverloaded(refusal, "order-4711");
        HttpResponse<String> graphql = postGraphql();
        assertThat(graphql.statusCode()).isEqualTo(429);
        assertThat(graphql.headers().firstValue("retry-after")).hasValue("1");
        assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/q/metrics").statusCode()).isEqualTo(200);
        assertThat(refused()).isEqualTo(before + 2);

        release();
        await(() -> held() == 0);
        assertThat(client.tokens().inspect(InspectRequest.getDefaultInstance()).hasToken())
                .isTrue();
        assertThat(postGraphql().statusCode()).isEqualTo(200);
    }

    @Test
    void aMessageForWhichThereIsNoRoomIsRefusedWhileItArrivesUnlessTheCallIsAlone() throws Exception {
        String large = "x".repeat(MORE_THAN_ROOM);
        client.put(space, ServiceClient.city(1, large, "BE", 1));
        await(() -> held() == 0);

        hold(1);
        double before = calls(Code.RESOURCE_EXHAUSTED);
        StatusRuntimeException refusal = catchThrowableOfType(
                StatusRuntimeException.class, () -> client.put(space, ServiceClient.city(2, large, "BE", 1)));

        assertThat(refusal.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        await(() -> calls(Code.RESOURCE_EXHAUSTED) == before + 1);
        await(() -> held() == BYTES_PER_CALL + BODY_BYTES);
        client.put(space, ServiceClient.city(3, "Ghent", "BE", 1));
    }

    @Test
    void aStreamOfRequestsIsRefusedAtTheMessageForWhichThereIsNoRoomAndEndsOnce() throws Exception {
        hold(1);
        double refused = calls(Code.RESOURCE_EXHAUSTED);
        double all = allCalls();
        BulkPutRequest first = BulkPutRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .build();
        City large = ServiceClient.city(2, "x".repeat(MORE_THAN_ROOM), "BE", 1);

        Throwable end = catchThrowable(() -> Loading.bulkPut(client.recordStreams(), first, List.of(CITY, large)));

        assertThat(Status.fromThrowable(end).getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        await(() -> held() == BYTES_PER_CALL + BODY_BYTES);
        await(() -> calls(Code.RESOURCE_EXHAUSTED) == refused + 1);
        assertThat(allCalls()).isEqualTo(all + 1);
        client.put(space, ServiceClient.city(3, "Ghent", "BE", 1));
    }

    /** Of two that would fill three quarters of the memory, the second is not waited for in vain. */
    @Test
    void aMessageThatHasBegunFindsRoomToItsEndAndAnotherIsRefusedAtItsFirstByte() throws Exception {
        int bytes = (int) (ROOM * BYTES_PER_CALL / 2);
        double defects = calls(Code.INTERNAL);
        double refused = calls(Code.RESOURCE_EXHAUSTED);
        String body = QUERY + " ".repeat(bytes - QUERY.length());
        try (Socket first = begin("admission", bytes);
                Socket second = begin("admission", bytes)) {
            send(first, body.substring(0, 1));
            await(() -> held() == 2 * BYTES_PER_CALL + bytes);
            send(second, body.substring(0, 1));
            assertThat(firstLine(second)).isEqualTo("HTTP/1.1 429 Too Many Requests");
            assertThat(client.tokens()
                            .inspect(InspectRequest.getDefaultInstance())
                            .hasToken())
                    .as("there is room for a small call")
                    .isTrue();

            send(first, body.substring(1));
            assertThat(firstLine(first)).isEqualTo("HTTP/1.1 200 OK");
        }
        await(() -> meters.get("recordstore.calls.open")
                        .tag("api", "graphql")
                        .gauge()
                        .value()
                == 0);
        assertThat(calls(Code.INTERNAL)).isEqualTo(defects);
        assertThat(calls(Code.RESOURCE_EXHAUSTED)).isEqualTo(refused + 1);
    }

    private Socket begin(String tenant, int bytes) throws IOException {
        Socket socket = new Socket("localhost", port);
        send(
                socket,
                "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                        + TestTokens.admin(tenant) + "\r\nContent-Length: " + bytes + "\r\n\r\n");
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String firstLine(Socket socket) throws IOException {
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }

    @Test
    void anAnswerOfGraphqlForWhichThereIsNoRoomIsRefused() throws Exception {
        client.put(space, ServiceClient.city(1, "x".repeat(MORE_THAN_ROOM), "BE", 1));
        await(() -> held() == 0);
        String body = "{\"query\": \"{ record(recordSpace: \\\"" + space
                + "\\\", recordType: \\\"City\\\", primaryKey: [{int: 1}]) { json } }\"}";
        hold(1);

        HttpResponse<String> refused = post("/graphql", TestTokens.admin("admission"), body);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        assertThat(refused.body()).contains("RESOURCE_EXHAUSTED", "OVERLOADED");
        await(() -> held() == BYTES_PER_CALL + BODY_BYTES);

        release();
        HttpResponse<String> answered = post("/graphql", TestTokens.admin("admission"), body);
        assertThat(answered.statusCode()).isEqualTo(200);
        assertThat(answered.body()).hasSizeGreaterThan(MORE_THAN_ROOM);
    }

    /** It would go on for as long as it has something to send, and hold memory for that. */
    @Test
    void aClientThatIsAnsweredBeforeItHasSentAllIsToldToStop() throws Exception {
        io.vertx.core.http.HttpClient http2 = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        CompletableFuture<Integer> answered = new CompletableFuture<>();
        CompletableFuture<Throwable> stopped = new CompletableFuture<>();
        http2.request(HttpMethod.POST, port, "localhost", "/graphql").onSuccess(request -> request.exceptionHandler(
                        stopped::complete)
                .putHeader("content-type", "application/json")
                .putHeader("content-length", "" + BODY_BYTES)
                .putHeader("authorization", "Bearer x")
                .response(response -> answered.complete(response.result().statusCode()))
                .write("{"));

        assertThat(answered.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(401);
        assertThat(stopped.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(StreamResetException.class);
        await(() -> held() == 0);
        http2.close();
    }

    /** It waits in the server for the client's window, which is a third of it. */
    @Test
    void anAnswerHoldsMemoryUntilItsClientHasTakenIt() throws Exception {
        client.put(space, ServiceClient.city(1, "x".repeat(3 * MORE_THAN_ROOM), "BE", 1));
        await(() -> held() == 0);
        GetRequest request = GetRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .addPrimaryKey(Value.newBuilder().setInt64Value(1))
                .build();
        ClientCall<GetRequest, GetResponse> slow =
                client.recordStreams().getChannel().newCall(RecordServiceGrpc.getGetMethod(), CallOptions.DEFAULT);
        CompletableFuture<Status> end = new CompletableFuture<>();
        slow.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status);
                    }
                },
                new Metadata());
        slow.sendMessage(request);
        slow.halfClose();
        await(() -> held() > 3 * MORE_THAN_ROOM);

        assertThatItFails(Code.RESOURCE_EXHAUSTED, () -> client.records().get(request));
        assertThat(end).isNotDone();
        slow.request(2);

        assertThat(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS).isOk()).isTrue();
        await(() -> held() == 0);
        assertThat(client.records().get(request).hasRecord()).isTrue();
    }

    /** More of each than there is room for, of one tenant: had they kept anything, the last call would find no room. */
    @Test
    void aCallThatFailsGivesBackWhatItHeld() throws Exception {
        try (ServiceClient stranger = new ServiceClient(port, TestTokens.admin("admission") + "x")) {
            for (int i = 0; i <= ROOM; i++) {
                assertThatItFails(Code.UNAUTHENTICATED, () -> stranger.put(space, CITY));
                assertThatItFails(Code.NOT_FOUND, () -> client.put("none", CITY));
                assertThat(post("/graphql", "x", QUERY).statusCode()).isEqualTo(401);
                assertThat(post("/graphql", TestTokens.admin("admission"), "{").statusCode())
                        .isEqualTo(400);
                assertThat(post("/none", "x", QUERY).statusCode()).isEqualTo(404);
                await(() -> held() == 0);
            }
        }

        client.put(space, CITY);
    }

    private static void assertThatItFails(Code code, ThrowingCallable call) {
        assertThat(catchThrowableOfType(StatusRuntimeException.class, call)
                        .getStatus()
                        .getCode())
                .isEqualTo(code);
    }

    private static Metadata requestId(String id) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), id);
        return headers;
    }

    private static void assertThatItIsOverloaded(StatusRuntimeException refusal, String requestId)
            throws InvalidProtocolBufferException {
        assertThat(refusal.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
        ErrorInfo info = status.getDetails(0).unpack(ErrorInfo.class);
        assertThat(info.getReason()).isEqualTo("OVERLOADED");
        assertThat(info.getMetadataMap()).containsEntry("requestId", requestId);
        assertThat(status.getDetails(1).unpack(RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(1);
    }

    private HttpResponse<String> postGraphql() throws IOException, InterruptedException {
        return post("/graphql", TestTokens.admin("admission"), QUERY);
    }

    private HttpResponse<String> post(String path, String token, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(path))
                        .header("content-type", "application/json")
                        .header("authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }
}
