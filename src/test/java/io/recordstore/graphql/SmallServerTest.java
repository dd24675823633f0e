package io.recordstore.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.recordstore.auth.TestTokens;
import io.recordstore.graphql.execution.ExecutableSchema;
import io.recordstore.graphql.execution.RecordSpaceSchemas;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.store.KeysTouched;
import io.recordstore.store.ObservedStore;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URL;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is configured to allow little: connections, memory, time, and patience with those who say nothing. */
@QuarkusTest
@TestProfile(SmallServerTest.Small.class)
class SmallServerTest {
    private static final String TENANT = "graphql-small";
    private static final int CONNECTIONS = 3;
    private static final int MEMORY = 100_000;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final String PING = "{\"type\": \"ping\"}";

    /** One message of a call of its own fits, and no second of its size beside it. */
    private static final String LARGE = "#" + "x".repeat(60_000);

    private static final String TOO_MUCH_BESIDE_IT = "#" + "x".repeat(25_000);

    /** And whose store can be taken away. */
    public static final class Small implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(KeysTouched.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(new ObservedStore().getConfigOverrides());
            config.put("recordstore.graphql.websocket.connections", Integer.toString(CONNECTIONS));
            config.put("recordstore.graphql.websocket.keep-alive", "2s");
            config.put("recordstore.admission.memory", Integer.toString(MEMORY));
            config.put("recordstore.graphql.limits.time", "5s");
            config.put("recordstore.graphql.limits.depth", "4");
            config.put("recordstore.graphql.typed-schemas.elements", "10");
            return config;
        }
    }

    @TestHTTPResource("/")
    URL server;

    @Inject
    MeterRegistry meters;

    @Inject
    KeysTouched store;

    @Inject
    RecordSpaceSchemas schemas;

    private final List<AutoCloseable> open = new ArrayList<>();
    private ServiceClient grpc;
    private String space;
    private String changes;

    @BeforeEach
    void connect() {
        grpc = closing(new ServiceClient(server.getPort(), TestTokens.admin(TENANT)));
        space = grpc.createCities();
        grpc.keepChanges(space);
        changes = "subscription { changes(recordSpace: \"" + space + "\") { resumeToken } }";
    }

    @AfterEach
    void disconnect() throws Exception {
        store.answerReadVersions(null);
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        await("connections stay open", () -> gauge("recordstore.graphql.websockets") == 0);
        await("memory is not given back", () -> gauge("recordstore.admission.bytes") == 0);
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as(what).isLessThan(1_200);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private SocketClient acknowledged() {
        return closing(SocketClient.acknowledged(server.getPort(), "/graphql", TestTokens.admin(TENANT)));
    }

    private FrameClient frames() throws Exception {
        FrameClient client = closing(new FrameClient(server.getPort(), "/graphql", PATIENCE_MILLIS));
        client.send(
                FrameClient.TEXT,
                new JsonObject()
                        .put("type", "connection_init")
                        .put("payload", new JsonObject().put("authorization", "Bearer " + TestTokens.admin(TENANT)))
                        .encode());
        return client;
    }

    @Test
    void aConnectionBeyondThoseThatThereMayBeIsRefusedBeforeItIsOne() throws InterruptedException {
        SocketClient first = acknowledged();
        for (int i = 1; i < CONNECTIONS; i++) {
            acknowledged();
        }
        CompletionException refused = catchThrowableOfType(
                CompletionException.class, () -> closing(SocketClient.open(server.getPort(), "/graphql")));
        WebSocketHandshakeException handshake = (WebSocketHandshakeException) refused.getCause();
        assertThat(handshake.getResponse().statusCode()).isEqualTo(503);
        assertThat(gauge("recordstore.graphql.websockets")).isEqualTo(CONNECTIONS);

        first.close();
        await("a place is not given back", () -> gauge("recordstore.graphql.websockets") < CONNECTIONS);
        acknowledged();
    }

    @Test
    void whoAnswersNoPingIsCutOff() throws Exception {
        FrameClient client = frames();
        assertThat(client.next().text()).contains("connection_ack");
        assertThat(client.next().kind()).isEqualTo(FrameClient.PING);
        FrameClient.Frame last = client.next();
        assertThat(last.kind()).isEqualTo(FrameClient.CLOSE);
        assertThat(last.closeCode()).isEqualTo(1001);
        assertThat(last.text()).contains("nothing was heard");
    }

    @Test
    void whoAnswersPingsAndSaysNothingElseStays() throws Exception {
        FrameClient client = frames();
        assertThat(client.next().text()).contains("connection_ack");
        for (int i = 0; i < 3; i++) {
            assertThat(client.next().kind()).isEqualTo(FrameClient.PING);
            client.send(FrameClient.PONG, "");
        }
        client.send(FrameClient.TEXT, PING);
        assertThat(client.next().text()).contains("pong");
    }

    @Test
    void aMessageThatThereIsNoMemoryForClosesItsConnectionAndNoOther() {
        SocketClient holder = acknowledged();
        holder.subscribe("held", changes + LARGE);
        holder.data("held");
        assertThat(gauge("recordstore.admission.bytes")).isGreaterThan(LARGE.length());

        SocketClient refused = acknowledged();
        refused.subscribe("1", "{ token { tenant } }" + TOO_MUCH_BESIDE_IT);
        assertThat(refused.closed().code()).isEqualTo(1013);
        assertThat(refused.closed().reason()).contains("memory");

        holder.complete("held");
        holder.send(PING);
        while (!"pong".equals(holder.next().getString("type"))) {
            continue;
        }
        SocketClient later = acknowledged();
        later.subscribe("1", "{ token { tenant } }" + TOO_MUCH_BESIDE_IT);
        assertThat(later.data("1").getJsonObject("token").getString("tenant")).isEqualTo(TENANT);
    }

    @Test
    void whatTheBeginningOfAMessageHoldsIsGivenBackWithItsConnection() throws InterruptedException {
        SocketClient client = acknowledged();
        client.begin("x".repeat(30_000));
        await("a message is not counted as it comes", () -> gauge("recordstore.admission.bytes") > 30_000);
        client.close();
        await("memory is not given back", () -> gauge("recordstore.admission.bytes") == 0);
    }

    @Test
    void aRequestThatTakesLongerThanItMayIsToldSo() {
        GraphqlClient client = new GraphqlClient(server.getPort(), "/graphql", TestTokens.admin(TENANT));
        SocketClient socket = acknowledged();
        store.answerReadVersions(CompletableFuture::new);
        GraphqlClient.Answer late = client.send("{ recordSpaces { nodes { recordSpace } } }");
        assertThat(late.code()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(late.extensions().getJsonObject("metadata").getString("limit"))
                .isEqualTo("recordstore.graphql.limits.time");
        socket.subscribe("1", "{ recordSpaces { nodes { recordSpace } } }");
        assertThat(socket.error("1").getJsonObject("metadata").getString("limit"))
                .isEqualTo("recordstore.graphql.limits.time");
        store.answerReadVersions(null);
        client.data("{ recordSpaces { nodes { recordSpace } } }");
    }

    @Test
    void aTypedSchemaThatThereIsNoRoomForIsMadeAnewAndAnswersAsBefore() throws InterruptedException {
        ExecutableSchema made = schema();
        await("a schema is kept beyond what there is room for", () -> schema() != made);
        GraphqlClient typed =
                new GraphqlClient(server.getPort(), "/graphql/" + TENANT + "/" + space, TestTokens.admin(TENANT));
        assertThat(typed.data("{ city(id: 1) { name } }").getValue("city")).isNull();
    }

    private ExecutableSchema schema() {
        return schemas.get(new TenantName(TENANT), new RecordSpaceName(space))
                .await()
                .atMost(Duration.ofSeconds(60));
    }

    @Test
    void limitsAreThoseOfTheConfiguration() {
        GraphqlClient client = new GraphqlClient(server.getPort(), "/graphql", TestTokens.admin(TENANT));
        client.data("{ recordSpaces { nodes { labels { key } } } }");
        GraphqlClient.Answer deep = client.send("{ recordSpaces { nodes { indexes { definition { name } } } } }");
        assertThat(deep.extensions().getJsonObject("metadata").getString("limit"))
                .isEqualTo("recordstore.graphql.limits.depth");
        assertThat(deep.error().getString("message")).contains("4");
    }
}
