package io.recordstore.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** GraphQL over WebSockets: the protocol graphql-transport-ws, message by message. */
@QuarkusTest
class SocketTest {
    private static final String TENANT = "graphql-sockets";
    private static final String INIT = "{\"type\": \"connection_init\"}";
    private static final String SPACES = "{ recordSpaces(first: 1) { nodes { recordSpace } } }";

    @TestHTTPResource("/")
    URL server;

    private final List<AutoCloseable> open = new ArrayList<>();
    private ServiceClient grpc;

    @BeforeEach
    void connect() {
        grpc = closing(new ServiceClient(server.getPort(), TestTokens.admin(TENANT)));
    }

    @AfterEach
    void disconnect() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    private SocketClient silent() {
        return closing(SocketClient.open(server.getPort(), "/graphql"));
    }

    private SocketClient acknowledged() {
        return acknowledged("/graphql", TestTokens.admin(TENANT));
    }

    private SocketClient acknowledged(String path, String token) {
        return closing(SocketClient.acknowledged(server.getPort(), path, token));
    }

    private void assertClosed(int code, SocketClient client, Consumer<SocketClient> said) {
        said.accept(client);
        assertThat(client.closed().code()).as(() -> client.closed().reason()).isEqualTo(code);
    }

    @Test
    void whatTheProtocolDoesNotAllowClosesTheConnectionWithItsCode() {
        assertClosed(4400, silent(), client -> client.send("no JSON"));
        assertClosed(4400, silent(), client -> client.send("[1]"));
        assertClosed(4400, silent(), client -> client.send("{\"type\": \"start\"}"));
        assertClosed(4400, silent(), SocketClient::sendBinary);
        assertClosed(4400, acknowledged(), client -> client.send("{\"type\": \"subscribe\", \"payload\": {}}"));
        assertClosed(4400, acknowledged(), client -> client.send("{\"type\": \"subscribe\", \"id\": \"1\"}"));
        assertClosed(4401, silent(), client -> client.subscribe("1", SPACES));
        assertClosed(4429, acknowledged(), client -> client.send(INIT));
        assertClosed(4406, closing(SocketClient.speaking(server.getPort(), "/graphql", null)), client -> {});
        assertClosed(1009, silent(), client -> client.send("x".repeat(1 << 20 | 1)));
        assertClosed(1009, silent(), client -> client.sendInParts("x".repeat(1 << 20 | 2)));

        String space = grpc.createCities();
        String changes = "subscription { changes(recordSpace: \"" + space + "\") { resumeToken } }";
        grpc.keepChanges(space);
        assertClosed(4409, acknowledged(), client -> {
            client.subscribe("same", changes);
            client.data("same");
            client.subscribe("same", SPACES);
        });
    }

    @Test
    void whoSaysNothingIsNotWaitedForWithoutEnd() {
        assertClosed(4408, silent(), client -> {});
    }

    @Test
    void theTokenComesWithTheConnectionOrWithTheFirstMessage() {
        SocketClient byHeader =
                closing(SocketClient.open(server.getPort(), "/graphql", "Bearer " + TestTokens.admin(TENANT)));
        byHeader.send(INIT);
        assertThat(byHeader.next().getString("type")).isEqualTo("connection_ack");
        byHeader.subscribe("1", "{ token { tenant } }");
        assertThat(byHeader.data("1").getJsonObject("token").getString("tenant"))
                .isEqualTo(TENANT);
        byHeader.assertCompleted("1");

        for (String token : new String[] {
            null,
            "nonsense",
            "Bearer nonsense",
            "Bearer " + TestTokens.expired(TENANT),
            "Bearer " + TestTokens.byStranger(TENANT)
        }) {
            assertClosed(
                    4403,
                    silent(),
                    client -> client.send(new JsonObject()
                            .put("type", "connection_init")
                            .put("payload", new JsonObject().put("authorization", token))));
        }
        String path = "/graphql/graphql-other/" + grpc.createCities();
        assertClosed(
                4403,
                closing(SocketClient.open(server.getPort(), path)),
                client -> client.send(new JsonObject()
                        .put("type", "connection_init")
                        .put("payload", new JsonObject().put("authorization", "Bearer " + TestTokens.admin(TENANT)))));
    }

    @Test
    void aPingIsAnsweredAndAPongIsNot() {
        SocketClient client = silent();
        client.send("{\"type\": \"pong\"}");
        client.send("{\"type\": \"ping\", \"payload\": {\"any\": 1}}");
        assertThat(client.next()).isEqualTo(new JsonObject().put("type", "pong"));
    }

    @Test
    void queriesAndMutationsAreAnsweredAsOverHttp() {
        String space = grpc.createCities(ServiceClient.index("City", "country"));
        SocketClient client = acknowledged("/graphql/" + TENANT + "/" + space, TestTokens.admin(TENANT));
        client.subscribe(
                "put",
                "mutation($city: CityInput!) { putCity(city: $city) { city { id } } }",
                new JsonObject()
                        .put(
                                "city",
                                new JsonObject()
                                        .put("id", 7)
                                        .put("country", "NL")
                                        .put("name", "Dél\u00adft €")));
        assertThat(client.data("put")
                        .getJsonObject("putCity")
                        .getJsonObject("city")
                        .getString("id"))
                .isEqualTo("7");
        client.assertCompleted("put");
        client.sendInParts(new JsonObject()
                .put("id", "get")
                .put("type", "subscribe")
                .put(
                        "payload",
                        new JsonObject()
                                .put("query", "# é €\n{ cities(where: {country: {eq: \"NL\"}}) { nodes { name } } }"))
                .encode());
        assertThat(client.data("get"))
                .isEqualTo(new JsonObject("{\"cities\": {\"nodes\": [{\"name\": \"Dél\u00adft €\"}]}}"));
        client.assertCompleted("get");

        client.subscribe(
                "partly",
                "{ city(id: 7) { name } cities(where: {id: {gt: 1}, country: {ne: \"BE\"}}, orderBy: ID_ASC, first:"
                        + " 5000) { nodes { id } } }");
        JsonObject partly = client.next().getJsonObject("payload");
        assertThat(partly.getJsonObject("data").getJsonObject("city")).isNotNull();
        assertThat(partly.getJsonArray("errors")
                        .getJsonObject(0)
                        .getJsonObject("extensions")
                        .getString("code"))
                .isEqualTo("INVALID_ARGUMENT");
        client.assertCompleted("partly");
    }

    @Test
    void whatIsRefusedHasTheErrorsOfHttpAndTheConnectionGoesOn() {
        String space = grpc.createCities();
        String reader = TestTokens.rights(TENANT, space, Operation.READ);
        SocketClient client = acknowledged("/graphql/" + TENANT + "/" + space, reader);
        client.subscribe("1", "mutation { putCity(city: {id: 1}) { __typename } }");
        assertThat(client.error("1").getString("code")).isEqualTo("PERMISSION_DENIED");
        client.subscribe("2", "{ nonsense }");
        assertThat(client.error("2").getString("reason")).isEqualTo("INVALID_DOCUMENT");
        client.subscribe("3", "subscription { cityChanges { resumeToken } }");
        assertThat(client.error("3").getString("code")).isEqualTo("PERMISSION_DENIED");
        client.subscribe("4", "{ city(id: 1) { " + "a { ".repeat(30) + "b" + " }".repeat(30) + " } }");
        assertThat(client.error("4").getJsonObject("metadata").getString("limit"))
                .isEqualTo("recordstore.graphql.limits.depth");
        client.subscribe("5", "{ city(id: 1) { name } }");
        assertThat(client.data("5").getValue("city")).isNull();
        client.assertCompleted("5");
        assertThat(new JsonArray().add(client.waiting())).isEqualTo(new JsonArray().add(0));
    }

    @Test
    void anOperationHasARequestIdOfItsOwn() {
        SocketClient client = acknowledged();
        List<String> ids = new ArrayList<>();
        for (String id : new String[] {"1", "2"}) {
            client.subscribe(id, "{ recordSpace(recordSpace: \"test/none\") { tenant } }");
            JsonObject error = client.next()
                    .getJsonObject("payload")
                    .getJsonArray("errors")
                    .getJsonObject(0);
            ids.add(error.getJsonObject("extensions").getJsonObject("metadata").getString("requestId"));
            client.assertCompleted(id);
        }
        assertThat(ids).doesNotHaveDuplicates().allSatisfy(id -> assertThat(UUID.fromString(id))
                .isNotNull());
    }

    @Test
    void aConnectionHasABoundedNumberOfOperations() {
        String space = grpc.createCities();
        grpc.keepChanges(space);
        SocketClient client = acknowledged();
        String changes = "subscription { changes(recordSpace: \"" + space + "\") { resumeToken } }";
        for (int i = 0; i < 100; i++) {
            client.subscribe("s" + i, changes);
        }
        client.subscribe("more", SPACES);
        JsonObject refusal = client.error("more");
        assertThat(refusal.getString("code")).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(refusal.getJsonObject("metadata").getString("limit"))
                .isEqualTo("recordstore.graphql.websocket.operations");
        client.complete("s0");
        client.subscribe("more", SPACES);
        client.data("more");
        client.assertCompleted("more");
    }
}
