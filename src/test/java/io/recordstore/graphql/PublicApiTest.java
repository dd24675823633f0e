package io.recordstore.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URL;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API of whole tenants at {@code /graphql}. */
@QuarkusTest
class PublicApiTest {
    private static final String PROTO =
            """
            syntax = "proto3";
            package shop.v1;
            import "recordstore/v1/options.proto";

            message Item {
              option (recordstore.v1.record) = {
                primary_key: "id"
                indexes: [{ name: "by_kind", fields: [{ path: "kind" }, { path: "price" }] }]
              };
              int64 id = 1;
              string kind = 2;
              uint64 price = 3;
              bytes picture = 4;
              repeated string words = 5;
            }
            """;

    private static final String APPLY =
            """
            mutation Apply($space: String!, $proto: String!, $indexes: [IndexInput!], $dry: Boolean) {
              applySchema(recordSpace: $space, protoFiles: [{path: "shop.proto", content: $proto}],
                          indexes: $indexes, validateOnly: $dry) {
                schema { version recordTypes { name primaryKey } indexes { definition { name } state } files }
                changes { kind element name description allowed recordsToIndex reason fix }
              }
            }
            """;

    private static final String PUT =
            """
            mutation Put($space: String!, $item: JSON!, $mode: PutMode, $version: String) {
              putRecord(recordSpace: $space, recordType: "Item", record: $item, mode: $mode, expectedVersion: $version) {
                version
              }
            }
            """;

    @TestHTTPResource("/")
    URL server;

    private GraphqlClient client;
    private String space;

    @BeforeEach
    void createSpace() {
        client = client(TestTokens.admin("graphql"));
        space = "test/" + UUID.randomUUID();
        client.data(
                "mutation($space: String!) { createRecordSpace(recordSpace: $space, labels: [{key: \"env\", value:"
                        + " \"test\"}]) { recordSpace } }",
                Map.of("space", space));
    }

    private GraphqlClient client(String token) {
        return new GraphqlClient(server.getPort(), "/graphql", token);
    }

    private void applyAndFill() {
        client.data(APPLY, Map.of("space", space, "proto", PROTO));
        put(Map.of("id", "1", "kind", "pen", "price", "9223372036854775807", "picture", "AQI="));
        put(Map.of("id", "2", "kind", "pen", "price", "3"));
        put(Map.of("id", "3", "kind", "ink", "price", "12", "words", List.of("blue", "wet")));
    }

    private String put(Map<String, Object> item) {
        return client.data(PUT, Map.of("space", space, "item", item))
                .getJsonObject("putRecord")
                .getString("version");
    }

    @Test
    void operationsAreListedReadAndCancelledWhereTheyAreNotOver() {
        applyAndFill();
        client.data(
                APPLY,
                Map.of(
                        "space",
                        space,
                        "proto",
                        PROTO,
                        "indexes",
                        List.of(Map.of(
                                "name",
                                "by_price",
                                "recordType",
                                "Item",
                                "fields",
                                List.of(Map.of("path", "price"))))));

        JsonObject listed = client.data(
                        "query($space: String!) { operations(prefix: $space, first: 1) { nodes { recordSpace operation kind"
                                + " state recordsDone recordsTotal beginTime endTime server cancelRequested"
                                + " failure { reason message time } sourceRecordSpace }"
                                + " edges { cursor } pageInfo { hasNextPage endCursor } } }",
                        Map.of("space", space))
                .getJsonObject("operations");
        JsonObject built = listed.getJsonArray("nodes").getJsonObject(0);
        assertThat(built.getString("kind")).isEqualTo("INDEX_BUILD");
        assertThat(built.getString("state")).isEqualTo("DONE");
        assertThat(built.getString("recordSpace")).isEqualTo(space);
        assertThat(built.getValue("failure")).isNull();
        assertThat(client.data(
                                "query($space: String!, $after: String) { operations(prefix: $space, after: $after)"
                                        + " { nodes { operation } } }",
                                Map.of(
                                        "space",
                                        space,
                                        "after",
                                        listed.getJsonObject("pageInfo").getString("endCursor")))
                        .getJsonObject("operations")
                        .getJsonArray("nodes"))
                .isEmpty();
        Map<String, Object> it = Map.of("space", space, "id", built.getString("operation"));
        assertThat(client.data(
                                "query($space: String!, $id: String!) { operation(recordSpace: $space, operation: $id)"
                                        + " { operation state } }",
                                it)
                        .getJsonObject("operation")
                        .getString("state"))
                .isEqualTo("DONE");
        assertThat(client.send(
                                "mutation($space: String!, $id: String!) { cancelOperation(recordSpace: $space, operation: $id)"
                                        + " { state } }",
                                it)
                        .toString())
                .contains("OPERATION_OVER");
    }

    @Test
    void aRecordSpaceIsCreatedReadListedAndDeleted() {
        JsonObject read = client.data(
                        "query($space: String!) { recordSpace(recordSpace: $space) { tenant recordSpace labels { key"
                                + " value } schemaVersion createTime schema { version } indexes { sinceVersion } } }",
                        Map.of("space", space))
                .getJsonObject("recordSpace");
        assertThat(read.getString("tenant")).isEqualTo("graphql");
        assertThat(read.getJsonArray("labels")).isEqualTo(new JsonArray("[{\"key\":\"env\",\"value\":\"test\"}]"));
        assertThat(read.getValue("schemaVersion")).isNull();
        assertThat(read.getValue("schema")).isNull();
        assertThat(read.getJsonArray("indexes")).isEmpty();

        JsonObject page = client.data(
                        "query($space: String!) { recordSpaces(prefix: $space, first: 1) { nodes { recordSpace }"
                                + " pageInfo { hasNextPage endCursor } } }",
                        Map.of("space", space))
                .getJsonObject("recordSpaces");
        assertThat(page.getJsonArray("nodes")).hasSize(1);
        assertThat(page.getJsonObject("pageInfo").getBoolean("hasNextPage")).isFalse();

        client.data("mutation($space: String!) { deleteRecordSpace(recordSpace: $space) }", Map.of("space", space));
        GraphqlClient.Answer gone = client.send(
                "query($space: String!) { recordSpace(recordSpace: $space) { tenant } }", Map.of("space", space));
        assertThat(gone.code()).isEqualTo("NOT_FOUND");
        assertThat(gone.body().getJsonObject("data").getValue("recordSpace")).isNull();
    }

    @Test
    void labelsAndKeptChangesAreReplacedAndWhatIsLeftOutStays() {
        String read = "{ labels { key value } changeRetention { duration values } }";
        String update = "mutation($space: String!, $labels: [LabelInput!], $changes: ChangeRetentionInput) {"
                + " updateRecordSpace(recordSpace: $space, labels: $labels, changeRetention: $changes) " + read + " }";
        JsonObject kept = client.data(
                        update,
                        Map.of("space", space, "changes", Map.of("duration", "3600s", "values", "BEFORE_AND_AFTER")))
                .getJsonObject("updateRecordSpace");
        assertThat(kept)
                .isEqualTo(new JsonObject("{\"labels\": [{\"key\": \"env\", \"value\": \"test\"}],"
                        + " \"changeRetention\": {\"duration\": \"3600s\", \"values\": \"BEFORE_AND_AFTER\"}}"));
        client.data(update, Map.of("space", space, "labels", List.of(Map.of("key", "team", "value", "shop"))));
        assertThat(client.data(
                                "query($space: String!) { recordSpace(recordSpace: $space) " + read + " }",
                                Map.of("space", space))
                        .getJsonObject("recordSpace"))
                .isEqualTo(new JsonObject("{\"labels\": [{\"key\": \"team\", \"value\": \"shop\"}],"
                        + " \"changeRetention\": {\"duration\": \"3600s\", \"values\": \"BEFORE_AND_AFTER\"}}"));
        assertThat(client.data(update, Map.of("space", space, "changes", Map.of("duration", "0s")))
                        .getJsonObject("updateRecordSpace")
                        .getValue("changeRetention"))
                .isNull();
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("space", space),
                Map.of("space", space, "changes", Map.of("duration", "an hour")),
                Map.of("space", space, "changes", Map.of("duration", "1s")),
                Map.of("space", space, "labels", List.of(Map.of("key", "-", "value", ""))))) {
            assertThat(client.send(update, wrong).code()).as("%s", wrong).isEqualTo("INVALID_ARGUMENT");
        }
    }

    @Test
    void aRecordSpaceIsForkedForATimeRenewedAndEmptied() {
        applyAndFill();
        String copy = space + "/copy";
        String fork = "mutation($space: String!, $copy: String!) { forkRecordSpace(recordSpace: $space, target: $copy,"
                + " ttl: \"3600s\", labels: [{key: \"by\", value: \"ada\"}]) { recordSpace expireTime forkOperation labels { key"
                + " value } usage { records { count } } } }";
        Map<String, Object> both = Map.of("space", space, "copy", copy);
        GraphqlClient reader = client(TestTokens.rights("graphql", "*", io.recordstore.auth.Operation.READ));
        assertThat(reader.send(fork, both).code()).isEqualTo("PERMISSION_DENIED");
        GraphqlClient ofCopies = client(TestTokens.rights("graphql", copy, io.recordstore.auth.Operation.ADMIN));
        assertThat(ofCopies.send(fork, both).code()).isEqualTo("PERMISSION_DENIED");

        JsonObject forked = client.data(fork, both).getJsonObject("forkRecordSpace");
        assertThat(forked.getString("recordSpace")).isEqualTo(copy);
        assertThat(forked.getValue("forkOperation")).isNull();
        assertThat(forked.getInstant("expireTime")).isAfter(Instant.now());
        assertThat(forked.getJsonArray("labels")).hasSize(2);
        assertThat(forked.getJsonObject("usage")
                        .getJsonArray("records")
                        .getJsonObject(0)
                        .getLong("count"))
                .isEqualTo(3);

        assertThat(client.data(
                                "mutation($copy: String!) { updateRecordSpace(recordSpace: $copy, ttl: \"0s\") { expireTime } }",
                                Map.of("copy", copy))
                        .getJsonObject("updateRecordSpace")
                        .getValue("expireTime"))
                .isNull();
        assertThat(client.data(
                                "mutation($copy: String!) { clearRecordSpace(recordSpace: $copy) { schemaVersion usage { bytes"
                                        + " records { count } } } }",
                                Map.of("copy", copy))
                        .getJsonObject("clearRecordSpace"))
                .isEqualTo(new JsonObject(
                        "{\"schemaVersion\": 1, \"usage\": {\"bytes\": 0, \"records\": [{\"count\": 0}]}}"));
        assertThat(client.send(
                                "mutation($space: String!) { createRecordSpace(recordSpace: $space, ttl: \"soon\") { tenant } }",
                                Map.of("space", space + "/soon"))
                        .code())
                .isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void aRecordSpaceTellsHowMuchItHolds() {
        String usage = "query($space: String!) { recordSpace(recordSpace: $space) { usage { bytes records {"
                + " recordType count } } } }";
        assertThat(client.data(usage, Map.of("space", space))
                        .getJsonObject("recordSpace")
                        .getJsonObject("usage")
                        .getJsonArray("records"))
                .isEmpty();
        applyAndFill();
        JsonObject held = client.data(usage, Map.of("space", space))
                .getJsonObject("recordSpace")
                .getJsonObject("usage");
        assertThat(held.getLong("bytes")).isPositive();
        assertThat(held.getJsonArray("records").getJsonObject(0).getString("recordType"))
                .endsWith("Item");
        assertThat(held.getJsonArray("records").getJsonObject(0).getLong("count"))
                .isEqualTo(3);
    }

    @Test
    void aSchemaComesBackAsProtoSourceThatAppliesAgainAndChangesNothing() {
        client.data(APPLY, Map.of("space", space, "proto", PROTO));
        JsonArray files = client.data(
                        "query($space: String!) { recordSpace(recordSpace: $space) { schema { protoFiles { path"
                                + " content } } } }",
                        Map.of("space", space))
                .getJsonObject("recordSpace")
                .getJsonObject("schema")
                .getJsonArray("protoFiles");
        assertThat(files.getJsonObject(0).getString("content")).contains("message Item {", "primary_key", "by_kind");
        JsonObject again = client.data(
                        "mutation($space: String!, $files: [ProtoFileInput!]!) { applySchema(recordSpace: $space,"
                                + " protoFiles: $files) { changes { name } schema { version } } }",
                        Map.of("space", space, "files", files.getList()))
                .getJsonObject("applySchema");
        assertThat(again.getJsonArray("changes")).isEmpty();
        assertThat(again.getJsonObject("schema").getInteger("version")).isEqualTo(1);
    }

    @Test
    void aSchemaIsAppliedFromProtoSourceAfterItsChangesWereExplained() {
        JsonObject explained = client.data(APPLY, Map.of("space", space, "proto", PROTO, "dry", true))
                .getJsonObject("applySchema");
        assertThat(explained.getValue("schema")).isNull();
        assertThat(explained.getJsonArray("changes").encode()).contains("RECORD_TYPE", "by_kind");

        applyAndFill();
        JsonObject applied = client.data(
                        "query($space: String!) { recordSpace(recordSpace: $space) { schema { version recordTypes {"
                                + " name primaryKey } files descriptorSet } schemaVersions { nodes { version recordTypes }"
                                + " } indexes { state definition { name kind fields { path order } } recordsIndexed } } }",
                        Map.of("space", space))
                .getJsonObject("recordSpace");
        assertThat(applied.getJsonObject("schema").getInteger("version")).isEqualTo(1);
        assertThat(applied.getJsonArray("indexes").getJsonObject(0).getString("state"))
                .isEqualTo("READABLE");

        GraphqlClient.Answer refused =
                client.send(APPLY, Map.of("space", space, "proto", PROTO.replace("string kind = 2", "int32 kind = 2")));
        assertThat(refused.code()).isEqualTo("FAILED_PRECONDITION");
        assertThat(refused.extensions().getString("reason")).isEqualTo("SCHEMA_INCOMPATIBLE");
    }

    @Test
    void recordsComeBackAsTheyWerePutPageByPage() {
        applyAndFill();
        String document =
                """
                query Page($space: String!, $after: String) {
                  records(recordSpace: $space, recordType: "Item", first: 1, after: $after,
                          filter: {field: {path: "kind", equals: {string: "pen"}}}, orderBy: [{path: "price"}]) {
                    edges { cursor node { json version recordType } }
                    pageInfo { hasNextPage hasPreviousPage endCursor }
                  }
                }
                """;
        JsonObject first = client.data(document, Map.of("space", space)).getJsonObject("records");
        assertThat(first.getJsonArray("edges")
                        .getJsonObject(0)
                        .getJsonObject("node")
                        .getJsonObject("json"))
                .isEqualTo(new JsonObject(Map.of("id", "2", "kind", "pen", "price", "3")));
        assertThat(first.getJsonObject("pageInfo").getBoolean("hasNextPage")).isTrue();

        String cursor = first.getJsonObject("pageInfo").getString("endCursor");
        JsonObject second =
                client.data(document, Map.of("space", space, "after", cursor)).getJsonObject("records");
        assertThat(second.getJsonArray("edges")
                        .getJsonObject(0)
                        .getJsonObject("node")
                        .getJsonObject("json"))
                .isEqualTo(new JsonObject(
                        Map.of("id", "1", "kind", "pen", "price", "9223372036854775807", "picture", "AQI=")));
        assertThat(second.getJsonObject("pageInfo"))
                .isEqualTo(new JsonObject(Map.of(
                        "hasNextPage",
                        false,
                        "hasPreviousPage",
                        true,
                        "endCursor",
                        second.getJsonArray("edges").getJsonObject(0).getString("cursor"))));
    }

    @Test
    void aQueryThatNoIndexServesIsToldTheIndexWhichThenServesIt() {
        applyAndFill();
        String query =
                "query($space: String!) { records(recordSpace: $space, recordType: \"Item\", filter: {field: {path:"
                        + " \"price\", greaterThan: {int: \"3\"}}}) { nodes { json } } }";
        GraphqlClient.Answer refused = client.send(query, Map.of("space", space));
        assertThat(refused.code()).isEqualTo("FAILED_PRECONDITION");
        assertThat(refused.extensions().getString("reason")).isEqualTo("INDEX_REQUIRED");
        assertThat(refused.extensions().getString("domain")).isEqualTo("recordstore.io");
        assertThat(refused.error().getString("message"))
                .startsWith("no index serves this query: add an index on price")
                .contains("allowScan")
                .doesNotContain("allow_scan");
        assertThat(refused.extensions().getJsonObject("metadata").getString("indexFields"))
                .isEqualTo("price");
        JsonObject required = refused.extensions().getJsonObject("requiredIndex");

        JsonObject explained = client.data(
                        "query($space: String!) { explain(recordSpace: $space, recordType: \"Item\", filter: {field:"
                                + " {path: \"price\", greaterThan: {int: 3}}}) { served refusal requiredIndex { name"
                                + " recordType kind fields { path order } groupBy { path } } } }",
                        Map.of("space", space))
                .getJsonObject("explain");
        assertThat(explained.getBoolean("served")).isFalse();
        assertThat(explained.getJsonObject("requiredIndex")).isEqualTo(required);
        assertThat(explained.getString("refusal")).isEqualTo(refused.error().getString("message"));

        client.data(APPLY, Map.of("space", space, "proto", PROTO, "indexes", List.of(required.getMap())));
        assertThat(client.data(query, Map.of("space", space))
                        .getJsonObject("records")
                        .getJsonArray("nodes"))
                .hasSize(2);
    }

    @Test
    void allowScanIsNamedWhereItServesAndNowhereElse() {
        applyAndFill();
        String scannable = "records(recordSpace: $space, recordType: \"Item\", filter: {field: {path: \"price\","
                + " greaterThan: {int: 3}}}, allowScan: $scan) { nodes { json } }";
        String ordered = "records(recordSpace: $space, recordType: \"Item\", orderBy: [{path: \"price\"}], allowScan:"
                + " $scan) { nodes { json } }";
        String counted = "recordCount(recordSpace: $space, recordType: \"Item\", filter: {field: {path: \"price\","
                + " greaterThan: {int: 3}}}, allowScan: $scan)";
        for (String served : List.of(scannable, counted)) {
            String document = "query($space: String!, $scan: Boolean) { " + served + " }";
            assertThat(client.send(document, Map.of("space", space)).error().getString("message"))
                    .contains("or set allowScan to read every record");
            client.data(document, Map.of("space", space, "scan", true));
        }
        String document = "query($space: String!, $scan: Boolean) { " + ordered + " }";
        for (boolean scan : new boolean[] {true, false}) {
            GraphqlClient.Answer refused = client.send(document, Map.of("space", space, "scan", scan));
            assertThat(refused.extensions().getString("reason")).isEqualTo("INDEX_REQUIRED");
            assertThat(refused.error().getString("message")).doesNotContain("allowScan");
        }
    }

    @Test
    void allQueriesOfARequestReadAtOneReadVersion() {
        applyAndFill();
        GraphqlClient typed =
                new GraphqlClient(server.getPort(), "/graphql/graphql/" + space, TestTokens.admin("graphql"));
        String write =
                "mutation($n: UnsignedLong) { a: putItem(item: {id: 1, kind: \"pen\", price: $n}) { item { id } }"
                        + " b: putItem(item: {id: 2, kind: \"pen\", price: $n}) { item { id } } }";
        typed.data(write, Map.of("n", 0));
        CompletableFuture<Void> writes = CompletableFuture.runAsync(
                () -> IntStream.rangeClosed(1, 60).forEach(n -> typed.data(write, Map.of("n", n))));
        String read =
                """
                query($space: String!) {
                  a: record(recordSpace: $space, recordType: "Item", primaryKey: [{int: 1}]) { json }
                  all: records(recordSpace: $space, recordType: "Item",
                               filter: {field: {path: "kind", equals: {string: "pen"}}}) { nodes { json } }
                  b: record(recordSpace: $space, recordType: "Item", primaryKey: [{int: 2}]) { json }
                }
                """;
        do {
            JsonObject found = client.data(read, Map.of("space", space));
            String price = price(found.getJsonObject("a"));
            assertThat(price(found.getJsonObject("b"))).isEqualTo(price);
            assertThat(found.getJsonObject("all").getJsonArray("nodes"))
                    .hasSize(2)
                    .allSatisfy(node -> assertThat(price((JsonObject) node)).isEqualTo(price));
        } while (!writes.isDone());
        writes.join();
    }

    private static String price(JsonObject record) {
        return record.getJsonObject("json").getString("price");
    }

    @Test
    void aRecordIsPutOverTheVersionThatWasReadAndDeleted() {
        applyAndFill();
        String get =
                "query($space: String!) { record(recordSpace: $space, recordType: \"Item\", primaryKey: [{int: 2}]) {"
                        + " json version } }";
        String version =
                client.data(get, Map.of("space", space)).getJsonObject("record").getString("version");
        Map<String, Object> item = Map.of("id", 2, "kind", "pen", "price", 4);
        client.data(PUT, Map.of("space", space, "item", item, "version", version));
        GraphqlClient.Answer stale = client.send(PUT, Map.of("space", space, "item", item, "version", version));
        assertThat(stale.code()).isEqualTo("FAILED_PRECONDITION");
        assertThat(stale.extensions().getString("reason")).isEqualTo("VERSION_MISMATCH");
        assertThat(client.send(PUT, Map.of("space", space, "item", item, "mode", "INSERT"))
                        .code())
                .isEqualTo("ALREADY_EXISTS");

        client.data(
                "mutation($space: String!) { deleteRecord(recordSpace: $space, recordType: \"Item\", primaryKey:"
                        + " [{int: 2}]) { version } }",
                Map.of("space", space));
        assertThat(client.data(get, Map.of("space", space)).getValue("record")).isNull();
    }

    @Test
    void aFilterIsATreeOfInputObjects() {
        applyAndFill();
        JsonObject found = client.data(
                """
                query($space: String!) {
                  some: records(recordSpace: $space, recordType: "Item", allowScan: true, filter: {or: [
                    {and: [{field: {path: "kind", in: [{string: "pen"}, {string: "ink"}]}},
                           {not: {field: {path: "price", lessThanOrEquals: {int: 12}}}}]},
                    {field: {path: "words", equals: {string: "wet"}, quantifier: ANY}}]}) { nodes { json } }
                  count: recordCount(recordSpace: $space, recordType: "Item",
                                     filter: {field: {path: "kind", equals: {string: "pen"}}})
                }
                """,
                Map.of("space", space));
        assertThat(found.getJsonObject("some").getJsonArray("nodes").stream()
                        .map(node -> ((JsonObject) node).getJsonObject("json").getString("id")))
                .containsExactlyInAnyOrder("1", "3");
        assertThat(found.getInteger("count")).isEqualTo(2);

        GraphqlClient.Answer two = client.send(
                "query($space: String!) { records(recordSpace: $space, recordType: \"Item\", filter: {field: {path:"
                        + " \"kind\", equals: {string: \"pen\", int: 1}}}) { nodes { json } } }",
                Map.of("space", space));
        assertThat(two.code()).isEqualTo("INVALID_ARGUMENT");
        assertThat(two.extensions()
                        .getJsonArray("fieldViolations")
                        .getJsonObject(0)
                        .getString("field"))
                .isEqualTo("filter.field.equals");
    }

    @Test
    void aTokenTellsWhatItAllows() {
        JsonObject token = client(TestTokens.rights("graphql", "prod/*", io.recordstore.auth.Operation.READ))
                .data("{ token(recordSpace: \"prod/users\") { tenant state allowedOperations rights { recordSpaces"
                        + " operation } blocks { revocationId checks } expireTime } }")
                .getJsonObject("token");
        assertThat(token.getString("tenant")).isEqualTo("graphql");
        assertThat(token.getString("state")).isEqualTo("ACTIVE");
        assertThat(token.getJsonArray("allowedOperations")).isEqualTo(new JsonArray().add("read"));
    }
}
