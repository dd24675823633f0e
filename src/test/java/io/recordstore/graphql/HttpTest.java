package io.recordstore.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.graphql.GraphqlClient.Answer;
import io.recordstore.grpc.ServiceClient;
import io.vertx.core.json.JsonObject;
import java.net.URL;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** GraphQL over HTTP: requests, answers, statuses, tokens. */
@QuarkusTest
class HttpTest {
    private static final String TENANT = "graphql-http";
    private static final String SPACES = "{ recordSpaces(first: 1) { nodes { recordSpace } } }";

    @TestHTTPResource("/")
    URL server;

    private ServiceClient grpc;
    private GraphqlClient client;

    @BeforeEach
    void connect() {
        grpc = new ServiceClient(server.getPort(), TestTokens.admin(TENANT));
        client = at("/graphql", TestTokens.admin(TENANT));
    }

    @AfterEach
    void disconnect() {
        grpc.close();
    }

    private GraphqlClient at(String path, String token) {
        return new GraphqlClient(server.getPort(), path, token);
    }

    private Answer post(String contentType, String accept, String body) {
        return client.exchange(client.request()
                .header("content-type", contentType)
                .header("accept", accept)
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void queriesMayBeSentWithGetAndMutationsMayNot() {
        Answer query = client.get(Map.of(
                "query", "query Named($first: Int) { recordSpaces(first: $first) { nodes { recordSpace } } }",
                "variables", "{\"first\": 1}",
                "operationName", "Named"));
        assertThat(query.status()).isEqualTo(200);
        assertThat(query.data().containsKey("recordSpaces")).isTrue();

        String space = "test/" + UUID.randomUUID();
        Answer mutation = client.get(
                Map.of("query", "mutation { createRecordSpace(recordSpace: \"" + space + "\") { recordSpace } }"));
        assertThat(mutation.status()).isEqualTo(400);
        assertThat(mutation.error().getString("message")).contains("POST");
        assertThat(client.send("{ recordSpace(recordSpace: \"" + space + "\") { tenant } }")
                        .code())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void theStatusSaysWhetherARequestWasExecutedToClientsThatTakeIt() {
        String wrong = new JsonObject().put("query", "{ nonsense }").encode();
        Answer modern = post("application/json", "application/graphql-response+json", wrong);
        assertThat(modern.status()).isEqualTo(400);
        assertThat(modern.contentType()).startsWith("application/graphql-response+json");
        assertThat(modern.code()).isEqualTo("INVALID_ARGUMENT");
        assertThat(modern.error().getJsonArray("locations")).hasSize(1);

        Answer plain = post("application/json", "application/json", wrong);
        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.contentType()).startsWith("application/json");
        assertThat(plain.code()).isEqualTo("INVALID_ARGUMENT");
        assertThat(post("application/json; charset=utf-8", "*/*", wrong).status())
                .isEqualTo(400);
    }

    @Test
    void whatIsNoRequestIsToldSo() {
        assertThat(post("application/json", "text/html", "{}").status()).isEqualTo(406);
        assertThat(post("text/plain", "application/json", "{}").status()).isEqualTo(415);
        assertThat(client.exchange(client.request().method("PUT", BodyPublishers.noBody()))
                        .status())
                .isEqualTo(405);
        String modern = "application/graphql-response+json";
        assertThat(post("application/json", modern, "not json").error().getString("message"))
                .contains("JSON object");
        assertThat(post("application/json", modern, "{}").error().getString("message"))
                .startsWith("query: ");
        assertThat(post("application/json", modern, "{\"query\": \"{a}\", \"variables\": 1}")
                        .error()
                        .getString("message"))
                .startsWith("variables: ");
        assertThat(client.send("{ nonsense }")
                        .extensions()
                        .getJsonObject("metadata")
                        .getString("requestId"))
                .isNotEmpty();
        assertThat(client.send("{ a: recordSpace(recordSpace: \"none\") { tenant } }")
                        .extensions()
                        .getJsonObject("metadata")
                        .getString("requestId"))
                .isNotEmpty();
        Answer syntax = client.send("{ recordSpaces(first: ");
        assertThat(syntax.status()).isEqualTo(400);
        assertThat(syntax.code()).isEqualTo("INVALID_ARGUMENT");
        assertThat(client.send("query A { __typename } query B { __typename }")
                        .error()
                        .getString("message"))
                .contains("A, B");
    }

    @Test
    void withoutAGoodTokenNothingElseIsLookedAt() {
        for (String token :
                new String[] {null, "nonsense", TestTokens.expired(TENANT), TestTokens.byStranger(TENANT)}) {
            GraphqlClient stranger = at("/graphql", token);
            Answer answer = stranger.exchange(stranger.request()
                    .header("content-type", "application/json")
                    .POST(BodyPublishers.ofString("not even json")));
            assertThat(answer.status()).as("%s", token).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
        }
    }

    @Test
    void oneFieldThatIsNotAllowedRefusesTheRequestBeforeAnythingIsDone() {
        String space = grpc.createCities();
        String token = TestTokens.rights(TENANT, space, Operation.READ, Operation.WRITE);
        Answer answer = at("/graphql", token)
                .send(
                        "mutation($space: String!) { put: putRecord(recordSpace: $space, recordType: \"City\", record: {id: 1})"
                                + " { version } deleteRecordSpace(recordSpace: $space) }",
                        Map.of("space", space));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("PERMISSION_DENIED");
        assertThat(answer.body().containsKey("data")).isFalse();
        assertThat(client.data(
                                "query($space: String!) { record(recordSpace: $space, recordType: \"City\", primaryKey: [{int: 1}])"
                                        + " { version } }",
                                Map.of("space", space))
                        .getValue("record"))
                .isNull();

        Answer queries = at("/graphql", token)
                .send(
                        "query($space: String!) { mine: recordSpace(recordSpace: $space) { tenant }"
                                + " other: recordSpace(recordSpace: \"elsewhere\") { tenant } }",
                        Map.of("space", space));
        assertThat(queries.code()).isEqualTo("PERMISSION_DENIED");
        assertThat(queries.body().containsKey("data")).isFalse();
    }

    @Test
    void anotherTenantsTokenOpensNothing() {
        String space = grpc.createCities();
        String other = TestTokens.admin("graphql-other");
        assertThat(at("/graphql", other)
                        .send(
                                "query($space: String!) { recordSpace(tenant: \"" + TENANT
                                        + "\", recordSpace: $space) { tenant } }",
                                Map.of("space", space))
                        .code())
                .isEqualTo("PERMISSION_DENIED");
        assertThat(at("/graphql/" + TENANT + "/" + space, other)
                        .send("{ __typename }")
                        .code())
                .isEqualTo("PERMISSION_DENIED");
    }

    @Test
    void whoMayNotReadLearnsNothingOfARecordSpace() {
        String space = grpc.createCities();
        String writer = TestTokens.rights(TENANT, "*", Operation.WRITE);
        GraphqlClient writing = at("/graphql/" + TENANT + "/" + space, writer);
        assertThat(writing.data("mutation { putCity(city: {id: 7, name: \"Delft\"}) { __typename } }")
                        .getJsonObject("putCity"))
                .isNotNull();
        assertThat(writing.send("mutation { putCity(city: {nonsense: 7}) { __typename } }")
                        .code())
                .isEqualTo("PERMISSION_DENIED");
        assertThat(writing.send("{ nonsense }").code()).isEqualTo("PERMISSION_DENIED");
        assertThat(at("/graphql/" + TENANT + "/test/none", writer)
                        .send("{ __typename }")
                        .code())
                .isEqualTo("PERMISSION_DENIED");
        assertThat(at("/graphql/" + TENANT + "/test/none", TestTokens.admin(TENANT))
                        .send("{ __typename }")
                        .code())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void aDocumentIsSentOnceAndNamedByItsHashFromThenOn() throws Exception {
        String document = "query Persisted { recordSpaces(first: 1) { nodes { recordSpace } } } # " + UUID.randomUUID();
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8)));
        JsonObject extensions = new JsonObject()
                .put("persistedQuery", new JsonObject().put("version", 1).put("sha256Hash", hash));

        Answer unknown = client.post(new JsonObject().put("extensions", extensions));
        assertThat(unknown.status()).isEqualTo(200);
        assertThat(unknown.error().getString("message")).isEqualTo("PersistedQueryNotFound");
        assertThat(unknown.code()).isEqualTo("PERSISTED_QUERY_NOT_FOUND");

        JsonObject other = new JsonObject().put("query", SPACES).put("extensions", extensions);
        assertThat(client.post(other).error().getString("message")).contains("SHA-256");

        client.post(new JsonObject().put("query", document).put("extensions", extensions))
                .data();
        client.post(new JsonObject().put("extensions", extensions)).data();
        assertThat(client.get(Map.of("extensions", extensions.encode())).data().containsKey("recordSpaces"))
                .isTrue();
    }

    @Test
    void smallRyesOwnPathsDoNotAnswer() {
        assertThat(at("/graphql/schema.graphql", null).status()).isEqualTo(404);
        Answer upgrade = client.exchange(client.request().header("accept", "application/json"));
        assertThat(upgrade.error().getString("message")).startsWith("query: ");
    }

    @Test
    void graphiqlIsNotServedUnlessItIsTurnedOn() {
        assertThat(at("/q/graphiql/demo/cities", null).status()).isEqualTo(404);
    }
}
