package io.recordstore.graphql;

import static io.recordstore.grpc.ServiceClient.city;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.change.Watches;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.DeleteRequest;
import io.recordstore.v1.RevokeRequest;
import io.recordstore.v1.Value;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URL;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions to changes, in the typed API and in that of whole tenants, over WebSockets and server-sent events. */
@QuarkusTest
class SubscriptionsTest {
    private static final String TENANT = "graphql-subscriptions";
    private static final int LARGE = 400;
    private static final String ALL_LARGE =
            "subscription { cityChanges(beginning: true) { changes { kind key { id } after { name country } } } }";
    private static final String KINDS = "{ changes { kind key { id } } resumeToken complete }";

    @TestHTTPResource("/")
    URL server;

    @Inject
    MeterRegistry meters;

    @Inject
    Watches watches;

    private final List<AutoCloseable> open = new ArrayList<>();
    private ServiceClient grpc;
    private String space;
    private String path;

    @BeforeEach
    void connect() {
        grpc = closing(new ServiceClient(server.getPort(), TestTokens.admin(TENANT)));
        space = grpc.createCities(ServiceClient.index("City", "country"));
        grpc.keepChanges(space);
        path = "/graphql/" + TENANT + "/" + space;
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

    private SocketClient socket(String token) {
        return closing(SocketClient.acknowledged(server.getPort(), path, token));
    }

    private EventsClient events(HttpClient.Version version, String document) {
        return closing(new EventsClient(server.getPort(), path, TestTokens.admin(TENANT), version, document));
    }

    private void delete(long id) {
        grpc.records()
                .delete(DeleteRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .addPrimaryKey(Value.newBuilder().setInt64Value(id))
                        .build());
    }

    private static String said(JsonObject changes) {
        return changes.getJsonArray("changes").stream()
                .map(JsonObject.class::cast)
                .map(change -> change.getString("kind") + " "
                        + change.getJsonObject("key").getString("id"))
                .toList()
                .toString();
    }

    /** The next answer that is no mark of progress. */
    private static JsonObject told(SocketClient client, String id, String field) {
        JsonObject changes = client.data(id).getJsonObject(field);
        while (changes.getJsonArray("changes").isEmpty()) {
            changes = client.data(id).getJsonObject(field);
        }
        return changes;
    }

    private static JsonObject told(SocketClient client, String id) {
        return told(client, id, "cityChanges");
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as(what).isLessThan(1_200);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Test
    void aChangeIsToldWithTheRecordBeforeAndAfterItAndWhatToGoOnAfter() {
        SocketClient client = socket(TestTokens.admin(TENANT));
        client.subscribe(
                "1",
                "subscription { cityChanges { version time complete resumeToken"
                        + " changes { kind key { id } before { name } after { name _version } version } } }");
        JsonObject mark = client.data("1").getJsonObject("cityChanges");
        assertThat(mark.getJsonArray("changes")).isEmpty();
        assertThat(mark.getValue("version")).isNull();
        assertThat(mark.getString("resumeToken")).isNotEmpty();

        Instant before = Instant.now().minusSeconds(60);
        grpc.put(space, city(1, "Delft", "NL", 1));
        JsonObject inserted = told(client, "1");
        assertThat(Instant.parse(inserted.getString("time"))).isAfter(before);
        assertThat(inserted.getBoolean("complete")).isTrue();
        JsonObject insert = inserted.getJsonArray("changes").getJsonObject(0);
        assertThat(insert.getString("kind")).isEqualTo("INSERT");
        assertThat(insert.getJsonObject("key")).isEqualTo(new JsonObject().put("id", "1"));
        assertThat(insert.getValue("before")).isNull();
        assertThat(insert.getJsonObject("after").getString("name")).isEqualTo("Delft");
        assertThat(insert.getJsonObject("after").getString("_version")).isEqualTo(insert.getString("version"));

        grpc.put(space, city(1, "Ghent", "BE", 1));
        JsonObject update = told(client, "1").getJsonArray("changes").getJsonObject(0);
        assertThat(update.getString("kind")).isEqualTo("UPDATE");
        assertThat(update.getJsonObject("before").getString("name")).isEqualTo("Delft");
        assertThat(update.getJsonObject("after").getString("name")).isEqualTo("Ghent");

        delete(1);
        JsonObject delete = told(client, "1").getJsonArray("changes").getJsonObject(0);
        assertThat(delete.getString("kind")).isEqualTo("DELETE");
        assertThat(delete.getJsonObject("before").getString("name")).isEqualTo("Ghent");
        assertThat(delete.getValue("after")).isNull();
    }

    @Test
    void aSubscriptionBeginsAtTheBeginningOrGoesOnAfterAToken() {
        grpc.put(space, city(1, "a", "NL", 1));
        grpc.put(space, city(2, "b", "NL", 1));
        SocketClient client = socket(TestTokens.admin(TENANT));
        client.subscribe("all", "subscription { cityChanges(beginning: true) " + KINDS + " }");
        JsonObject first = told(client, "all");
        assertThat(said(first)).isEqualTo("[INSERT 1]");
        assertThat(said(told(client, "all"))).isEqualTo("[INSERT 2]");
        client.complete("all");

        String again = "subscription($after: String) { cityChanges(resumeToken: $after) " + KINDS + " }";
        client.subscribe("after", again, new JsonObject().put("after", first.getString("resumeToken")));
        assertThat(said(told(client, "after"))).isEqualTo("[INSERT 2]");
        client.complete("after");
        client.subscribe("none", again, new JsonObject().put("after", "nonsense"));
        assertThat(client.error("none").getString("code")).isEqualTo("INVALID_ARGUMENT");
        client.subscribe("both", "subscription { cityChanges(beginning: true, resumeToken: \"x\") " + KINDS + " }");
        assertThat(client.error("both").getString("code")).isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void onlyWhatIsAskedForIsTold() {
        SocketClient client = socket(TestTokens.admin(TENANT));
        client.subscribe(
                "where",
                "subscription { cityChanges(where: {name: {startsWith: \"D\"}, or: [{population: {gt: 5}}]}) " + KINDS
                        + " }");
        client.data("where");
        SocketClient byKey = socket(TestTokens.admin(TENANT));
        byKey.subscribe("key", "subscription { cityChanges(keyPrefix: {id: 4}) " + KINDS + " }");
        byKey.data("key");
        grpc.put(space, city(1, "Delft", "NL", 1));
        grpc.put(space, city(2, "Ghent", "BE", 9));
        grpc.put(space, city(3, "Delft", "NL", 9));
        grpc.put(space, city(3, "Ghent", "NL", 9));
        grpc.put(space, city(4, "Ghent", "NL", 9));
        assertThat(said(told(client, "where"))).isEqualTo("[INSERT 3]");
        assertThat(said(told(client, "where"))).isEqualTo("[UPDATE 3]");
        assertThat(said(told(byKey, "key"))).isEqualTo("[INSERT 4]");
    }

    @Test
    void theRecordsOfWholeTenantsAreToldAsJson() {
        SocketClient client =
                closing(SocketClient.acknowledged(server.getPort(), "/graphql", TestTokens.admin(TENANT)));
        client.subscribe(
                "1",
                "subscription($space: String!) { changes(recordSpace: $space, recordType: \"City\", filter: {field:"
                        + " {path: \"country\", equals: {string: \"NL\"}}}) { version time complete resumeToken changes"
                        + " { recordType primaryKey { int } kind before { json } after { json version } version } } }",
                new JsonObject().put("space", space));
        assertThat(client.data("1").getJsonObject("changes").getJsonArray("changes"))
                .isEmpty();
        grpc.put(space, city(1, "Ghent", "BE", 1));
        grpc.put(space, city(2, "Delft", "NL", 1));
        JsonObject changes = told(client, "1", "changes");
        assertThat(changes.getString("time")).isNotEmpty();
        JsonObject change = changes.getJsonArray("changes").getJsonObject(0);
        assertThat(change.getString("recordType")).endsWith("City");
        assertThat(change.getJsonArray("primaryKey")).isEqualTo(new JsonArray("[{\"int\": 2}]"));
        assertThat(change.getString("kind")).isEqualTo("INSERT");
        assertThat(change.getValue("before")).isNull();
        assertThat(change.getJsonObject("after").getJsonObject("json").getString("name"))
                .isEqualTo("Delft");
        assertThat(change.getString("version"))
                .isEqualTo(change.getJsonObject("after").getString("version"));

        client.subscribe("2", "subscription { changes(recordSpace: \"test/none\") { resumeToken } }");
        assertThat(client.error("2").getString("code")).isEqualTo("NOT_FOUND");
        String without = grpc.createCities();
        client.subscribe("3", "subscription { changes(recordSpace: \"" + without + "\") { resumeToken } }");
        assertThat(client.error("3").getString("reason")).isEqualTo("CHANGES_NOT_KEPT");
    }

    @Test
    void serverSentEventsTellTheSameOverBothVersionsOfHttp() throws InterruptedException {
        int before = watches.open();
        for (HttpClient.Version version : HttpClient.Version.values()) {
            EventsClient client = events(version, "subscription { cityChanges " + KINDS + " }");
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.contentType()).startsWith("text/event-stream");
            client.next();
            grpc.put(space, city(1, "Delft", "NL", 1));
            JsonObject changes = changes(client.next());
            while (changes.getJsonArray("changes").isEmpty()) {
                changes = changes(client.next());
            }
            assertThat(said(changes)).endsWith(" 1]");
            client.close();
            await("a client that has gone is still told", () -> watches.open() == before);
        }
    }

    private static JsonObject changes(EventsClient.Event event) {
        return event.payload().getJsonObject("data").getJsonObject("cityChanges");
    }

    @Test
    void serverSentEventsAnswerQueriesAndRefusalsTooAndEnd() {
        EventsClient query = events(HttpClient.Version.HTTP_1_1, "{ city(id: 1) { name } }");
        assertThat(query.next().payload()).isEqualTo(new JsonObject("{\"data\": {\"city\": null}}"));
        assertThat(query.next()).isEqualTo(new EventsClient.Event("complete", ""));
        assertThat(query.isOver()).isTrue();

        EventsClient refused = events(HttpClient.Version.HTTP_1_1, "subscription { nonsense }");
        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.next().payload().getJsonArray("errors")).hasSize(1);
        assertThat(refused.next().name()).isEqualTo("complete");

        EventsClient stranger = closing(new EventsClient(
                server.getPort(), path, TestTokens.expired(TENANT), HttpClient.Version.HTTP_1_1, "{ __typename }"));
        assertThat(stranger.status()).isEqualTo(401);

        GraphqlClient plain = new GraphqlClient(server.getPort(), path, TestTokens.admin(TENANT));
        assertThat(plain.send("subscription { cityChanges " + KINDS + " }")
                        .error()
                        .getString("message"))
                .contains("WebSocket", "text/event-stream");
    }

    @Test
    void aSubscriptionEndsWithItsToken() {
        SocketClient expiring = socket(TestTokens.rightsFor(TENANT, Duration.ofSeconds(6), Operation.WATCH));
        expiring.subscribe("1", "subscription { cityChanges { resumeToken } }");
        expiring.data("1");
        assertThat(expiring.error("1").getString("reason")).isEqualTo("TOKEN_EXPIRED");
        assertThat(expiring.closed().code()).isEqualTo(4403);

        String token = TestTokens.rights(TENANT, "test/*", Operation.WATCH);
        SocketClient revoked = socket(token);
        revoked.subscribe("1", "subscription { cityChanges { resumeToken } }");
        revoked.data("1");
        grpc.tokens()
                .revoke(RevokeRequest.newBuilder()
                        .setRevocationId(TestTokens.revocationId(token))
                        .build());
        assertThat(revoked.error("1").getString("reason")).isEqualTo("TOKEN_REVOKED");
    }

    @Test
    void aChangeAfterTheEndOfTheTokenIsNotTold() throws InterruptedException {
        String token = TestTokens.rights(TENANT, "test/*", Operation.WATCH, Operation.READ);
        GraphqlClient http = new GraphqlClient(server.getPort(), path, token);
        SocketClient client = socket(token);
        client.subscribe("1", "subscription { cityChanges " + KINDS + " }");
        client.data("1");
        EventsClient events = closing(new EventsClient(
                server.getPort(),
                path,
                token,
                HttpClient.Version.HTTP_1_1,
                "subscription { cityChanges " + KINDS + " }"));
        events.next();
        grpc.tokens()
                .revoke(RevokeRequest.newBuilder()
                        .setRevocationId(TestTokens.revocationId(token))
                        .build());
        await("the revocation is not known", () -> http.send("{ __typename }").status() == 401);

        grpc.put(space, city(1, "Delft", "NL", 1));

        for (JsonObject said = client.next(); !said.getString("type").equals("error"); said = client.next()) {
            assertThat(said.encode()).doesNotContain("INSERT");
        }
        EventsClient.Event last = events.next();
        while (!last.data().contains("TOKEN_REVOKED")) {
            assertThat(last.data()).isNotEmpty().doesNotContain("INSERT");
            last = events.next();
        }
    }

    @Test
    void aSubscriptionNeedsTheRightToWatchOfItsType() {
        String document = "subscription { cityChanges { resumeToken } }";
        SocketClient reader = socket(TestTokens.rights(TENANT, "test/*", Operation.READ));
        reader.subscribe("1", document);
        assertThat(reader.error("1").getString("code")).isEqualTo("PERMISSION_DENIED");
        SocketClient ofType = socket(TestTokens.rightsOnType(TENANT, "test/*", "City", Operation.WATCH));
        ofType.subscribe("1", document);
        ofType.data("1");
        ofType.subscribe("2", "subscription { nonsense }");
        assertThat(ofType.error("2").getString("code")).isEqualTo("PERMISSION_DENIED");
        ofType.subscribe("3", "subscription { cityChanges @skip(if: true) { resumeToken } }");
        assertThat(ofType.error("3").getString("code")).isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void whoCompletesOrGoesIsNoLongerTold() throws InterruptedException {
        int before = watches.open();
        SocketClient client = socket(TestTokens.admin(TENANT));
        String document = "subscription { cityChanges " + KINDS + " }";
        client.subscribe("1", document);
        client.data("1");
        client.subscribe("2", document);
        client.data("2");
        assertThat(watches.open()).isEqualTo(before + 2);
        client.complete("1");
        await("a completed subscription still watches", () -> watches.open() == before + 1);
        client.close();
        await("a client that has gone is still told", () -> watches.open() == before);
    }

    @Test
    void aSlowClientIsWaitedForWithoutATransactionAndMissesNothing() throws InterruptedException {
        putLarge();
        double before = sent();
        SocketClient slow = closing(SocketClient.notReading(server.getPort(), path, TestTokens.admin(TENANT)));
        slow.subscribe("1", ALL_LARGE);
        assertIsWaitedForAfter(before);
        slow.read(Long.MAX_VALUE);
        for (int i = 1; i <= LARGE; i++) {
            assertThat(said(told(slow, "1"))).isEqualTo("[INSERT " + i + "]");
        }
    }

    @Test
    void aSlowClientOfServerSentEventsIsWaitedForOverBothVersionsOfHttp() throws InterruptedException {
        putLarge();
        for (HttpClient.Version version : HttpClient.Version.values()) {
            double before = sent();
            EventsClient slow = events(version, ALL_LARGE);
            assertIsWaitedForAfter(before);
            for (int i = 1; i <= LARGE; i++) {
                JsonObject told = changes(slow.next());
                while (told.getJsonArray("changes").isEmpty()) {
                    told = changes(slow.next());
                }
                assertThat(said(told)).isEqualTo("[INSERT " + i + "]");
            }
            slow.close();
        }
    }

    private void putLarge() {
        String large = "x".repeat(60_000);
        for (int i = 1; i <= LARGE; i++) {
            grpc.put(space, city(i, large, "BE", i));
        }
    }

    private void assertIsWaitedForAfter(double before) throws InterruptedException {
        await("nothing is sent", () -> sent() > before);
        awaitRest();
        assertThat(sent() - before)
                .as("changes that were read for a client that takes none")
                .isLessThan(LARGE);
        assertThat(meters.get("recordstore.store.transactions.open").gauge().value())
                .isZero();
    }

    private double sent() {
        return meters.get("recordstore.changes.sent").counter().count();
    }

    /** Until nothing more is sent. */
    private void awaitRest() throws InterruptedException {
        double last = -1;
        for (double now = sent(); now != last; now = sent()) {
            last = now;
            TimeUnit.SECONDS.sleep(1);
        }
    }
}
