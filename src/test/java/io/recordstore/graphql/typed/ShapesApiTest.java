package io.recordstore.graphql.typed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.graphql.SocketClient;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.ProtoFile;
import io.recordstore.v1.PutRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every shape of a message through a mutation and a query, and every way to find it. */
@QuarkusTest
class ShapesApiTest {
    private static final String TENANT = "typed-shapes";

    private static final String EVERYTHING =
            """
            id name description
            int32Field sint32Field sfixed32Field uint32Field fixed32Field
            int64Field sint64Field sfixed64Field uint64Field fixed64Field
            floatField doubleField boolField bytesField color time duration maybe tags
            parts { kind weight note } prices { key value { cents currency } } labels { key value }
            struct value list any empty wrappedInt64 wrappedString wrappedBytes wrappedUint64
            email phone courier { kind weight note } tree { name children { name children { name } } }
            score secret maybeColor colors times nothing { _ } place left { left } right { right } long { length } values
            """;

    private static final JsonObject MARK_OF_PROGRESS =
            new JsonObject("{\"data\": {\"shapeChanges\": {\"changes\": []}}}");

    private static final String PUT =
            "mutation($shape: ShapeInput_!) { putShape(shape: $shape) { shape { " + EVERYTHING + "} } }";

    private static final String GET = "query($id: String!) { shape(id: $id) { " + EVERYTHING + "} }";

    @TestHTTPResource("/")
    URL server;

    private ServiceClient grpc;
    private TypedClient api;
    private String space;

    @BeforeEach
    void create() throws IOException {
        String token = TestTokens.admin(TENANT);
        grpc = new ServiceClient(server.getPort(), token);
        space = grpc.createSpace();
        grpc.schemas()
                .applySchema(ApplySchemaRequest.newBuilder()
                        .setRecordSpace(space)
                        .addProtoFiles(
                                ProtoFile.newBuilder().setPath("shapes.proto").setContent(proto()))
                        .build());
        api = new TypedClient(server.getPort(), TENANT, space, token);
    }

    private static String proto() throws IOException {
        try (InputStream proto = ShapesApiTest.class.getResourceAsStream("/graphql/shapes.proto")) {
            return new String(proto.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AfterEach
    void disconnect() {
        grpc.close();
    }

    /** As answers have it. */
    private static JsonObject full() {
        return new JsonObject()
                .put("id", "full")
                .put("name", "Näme \"q\"")
                .put("description", "The quick brown fox")
                .put("int32Field", Integer.MIN_VALUE)
                .put("sint32Field", -1)
                .put("sfixed32Field", Integer.MAX_VALUE)
                .put("uint32Field", 4294967295L)
                .put("fixed32Field", 4294967295L)
                .put("int64Field", "-9223372036854775808")
                .put("sint64Field", "9007199254740993")
                .put("sfixed64Field", "9223372036854775807")
                .put("uint64Field", "9223372036854775807")
                .put("fixed64Field", "18446744073709551615")
                .put("floatField", 0.1)
                .put("doubleField", "NaN")
                .put("boolField", true)
                .put("bytesField", "AP/+")
                .put("color", "COLOR_GREEN")
                .put("time", "2026-01-31T12:00:00.000000001Z")
                .put("duration", "-1.500s")
                .put("maybe", "0")
                .put("tags", array("a", "b"))
                .put("parts", array(part("bolt", "3", "spare"), part("nut", "-1", null)))
                .put("prices", array(entry("eur", price("9999999999999999", "EUR")), entry("usd", price("0", ""))))
                .put("labels", array(entry(-7, "minus seven")))
                .put("struct", new JsonObject().put("a", 1.5).put("b", array(true, null, new JsonObject())))
                .put("value", "a string")
                .put("list", array("x", 2.0))
                .put(
                        "any",
                        new JsonObject()
                                .put("@type", "type.googleapis.com/shapes.v1.Long")
                                .put("length", 7))
                .put("empty", new JsonObject())
                .put("wrappedInt64", "0")
                .put("wrappedString", "")
                .put("wrappedBytes", "")
                .put("wrappedUint64", "18446744073709551615")
                .put("email", null)
                .put("phone", null)
                .put("courier", part("van", "1", null))
                .put("tree", tree("root", tree("twig", array(new JsonObject().put("name", "leaf")))))
                .put("score", "42")
                .put("secret", "hush")
                .put("maybeColor", "COLOR_UNSPECIFIED")
                .put("colors", array("COLOR_RED", "true_"))
                .put("times", array("1970-01-01T00:00:00Z"))
                .put("nothing", new JsonObject().put("_", true))
                .put("place", "10001")
                .put("left", new JsonObject().put("left", 1))
                .put("right", new JsonObject().put("right", 2))
                .put("long", new JsonObject().put("length", 3))
                .put("values", array(null, 1.0, "s"));
    }

    private static JsonArray array(Object... elements) {
        JsonArray array = new JsonArray();
        Stream.of(elements).forEach(array::add);
        return array;
    }

    private static JsonObject part(String kind, String weight, String note) {
        return new JsonObject().put("kind", kind).put("weight", weight).put("note", note);
    }

    private static JsonObject price(String cents, String currency) {
        return new JsonObject().put("cents", cents).put("currency", currency);
    }

    private static JsonObject entry(Object key, Object value) {
        return new JsonObject().put("key", key).put("value", value);
    }

    private static JsonObject tree(String name, Object child) {
        return new JsonObject().put("name", name).put("children", child instanceof JsonArray all ? all : array(child));
    }

    private void put(String id, String fields) {
        api.data("mutation { putShape(shape: {id: \"" + id + "\", " + fields + "}) { shape { id } } }");
    }

    private List<String> found(String arguments) {
        return api
                .data("{ shapes(" + arguments + ") { nodes { id } } }")
                .getJsonObject("shapes")
                .getJsonArray("nodes")
                .stream()
                .map(node -> ((JsonObject) node).getString("id"))
                .toList();
    }

    @Test
    void everyShapeComesBackAsItWasSent() {
        JsonObject full = full();
        JsonObject written = api.data(PUT, Map.of("shape", full.getMap()))
                .getJsonObject("putShape")
                .getJsonObject("shape");
        assertThat(written).isEqualTo(full);
        assertThat(api.data(GET, Map.of("id", "full")).getJsonObject("shape")).isEqualTo(full);
    }

    @Test
    void whatIsNotSetIsZeroOrNull() {
        put("bare", "name: \"bare\"");
        JsonObject bare = api.data(GET, Map.of("id", "bare")).getJsonObject("shape");
        Map<String, Object> expected = new HashMap<>(Map.of(
                "int32Field",
                0,
                "uint64Field",
                "0",
                "doubleField",
                0.0,
                "boolField",
                false,
                "bytesField",
                "",
                "color",
                "COLOR_UNSPECIFIED",
                "tags",
                array(),
                "prices",
                array()));
        List.of(
                        "time",
                        "duration",
                        "maybe",
                        "struct",
                        "wrappedInt64",
                        "email",
                        "courier",
                        "tree",
                        "maybeColor",
                        "nothing")
                .forEach(name -> expected.put(name, null));
        expected.forEach(
                (name, value) -> assertThat(bare.getValue(name)).as(name).isEqualTo(value));
    }

    @Test
    void numbersPastThoseOfJavaScriptAreReadFromLiteralsToo() {
        put("big", "int64Field: 9007199254740993, fixed64Field: 18446744073709551615, doubleField: \"-Infinity\"");
        JsonObject big = api.data(GET, Map.of("id", "big")).getJsonObject("shape");
        assertThat(big.getString("int64Field")).isEqualTo("9007199254740993");
        assertThat(big.getString("fixed64Field")).isEqualTo("18446744073709551615");
        assertThat(big.getString("doubleField")).isEqualTo("-Infinity");
    }

    @Test
    void valuesThatAFieldCannotHoldAreRefused() {
        Map.of(
                        "int32Field: 2147483648", "int32Field",
                        "uint32Field: -1", "uint32Field",
                        "fixed64Field: \"18446744073709551616\"", "fixed64Field",
                        "int64Field: 1.5", "int64Field",
                        "bytesField: \"*\"", "bytesField",
                        "time: \"yesterday\"", "time",
                        "color: COLOR_BLUE", "COLOR_BLUE",
                        "floatField: 1e39", "floatField",
                        "color: UNRECOGNIZED", "color",
                        "labels: [{key: 1, value: \"a\"}, {key: 1, value: \"b\"}]", "labels[1].key")
                .forEach((field, named) -> {
                    JsonObject error = api.errors("mutation { putShape(shape: {id: \"x\", place: 1, " + field
                                    + "}) { shape { id } } }")
                            .getJsonObject(0);
                    assertThat(error.getString("message")).as(field).contains(named);
                    assertThat(error.getJsonObject("extensions").getString("code"))
                            .as(field)
                            .isEqualTo("INVALID_ARGUMENT");
                });
    }

    @Test
    void ofAOneofAtMostOneIsSet() {
        JsonObject error = api.errors(
                        "mutation { putShape(shape: {id: \"x\", email: \"a@b\", phone: \"1\"}) { shape { id } } }")
                .getJsonObject(0);
        assertThat(error.getString("message")).contains("email and phone", "contact");
        put("x", "phone: \"1\", email: null");
    }

    @Test
    void anEnumsNumberWithoutANameIsAnsweredAsUnrecognized() {
        // Field 18 with the value 77: no name of Color.
        grpc.records()
                .put(PutRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("Shape")
                        .setProtobuf(ByteString.copyFrom(new byte[] {10, 1, 'u', (byte) 0x90, 1, 77}))
                        .build());
        assertThat(api.data("{ shape(id: \"u\") { color } }")
                        .getJsonObject("shape")
                        .getString("color"))
                .isEqualTo("UNRECOGNIZED");
    }

    @Test
    void aSubscriptionEndsAtAChangeThatHasNoAnswerAndLeavesNoneOut() {
        grpc.keepChanges(space);
        // Field 29, of a message that the schema does not have: its JSON is not known.
        Any stranger =
                Any.newBuilder().setTypeUrl("type.googleapis.com/not.There").build();
        UnknownFieldSet shape = UnknownFieldSet.newBuilder()
                .addField(1, bytes(ByteString.copyFromUtf8("strange")))
                .addField(29, bytes(stranger.toByteString()))
                .build();
        try (SocketClient client = SocketClient.acknowledged(
                server.getPort(), "/graphql/" + TENANT + "/" + space, TestTokens.admin(TENANT))) {
            client.subscribe("1", "subscription { shapeChanges { changes { after { id any } } } }");
            client.data("1");
            grpc.records()
                    .put(PutRequest.newBuilder()
                            .setRecordSpace(space)
                            .setRecordType("Shape")
                            .setProtobuf(shape.toByteString())
                            .build());
            put("later", "place: 2");
            JsonObject end = client.next();
            while (end.getString("type").equals("next")) {
                assertThat(end.getJsonObject("payload")).isEqualTo(MARK_OF_PROGRESS);
                end = client.next();
            }
            assertThat(end.getString("type")).isEqualTo("error");
            assertThat(end.getJsonArray("payload").getJsonObject(0).getString("message"))
                    .contains("has no JSON");
        }
    }

    private static UnknownFieldSet.Field bytes(ByteString value) {
        return UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build();
    }

    @Test
    void recordsAreFoundByEveryKindOfIndex() {
        put(
                "a",
                "name: \"alpha\", description: \"the quick fox\", place: 1, color: COLOR_RED, time: \"2026-01-01T00:00:00Z\","
                        + " tags: [\"x\", \"y\"], maybe: 5, wrappedInt64: 7, score: 10, secret: \"s\","
                        + " parts: [{kind: \"bolt\", weight: 3}, {kind: \"nut\", weight: 9}],"
                        + " prices: [{key: \"eur\", value: {cents: 100}}]");
        put(
                "b",
                "name: \"beta\", description: \"the lazy dog\", place: 2, color: COLOR_RED, time: \"2026-02-01T00:00:00Z\","
                        + " tags: [\"y\"], score: 20, secret: \"t\", uint64Field: 5,"
                        + " parts: [{kind: \"bolt\", weight: 9}], prices: [{key: \"usd\", value: {cents: 100}}]");
        put("c", "name: \"gamma\", description: \"quickly\", place: 3, color: COLOR_GREEN, score: 30");

        assertThat(found("where: {id: {in: [\"a\", \"c\"]}}")).containsExactlyInAnyOrder("a", "c");
        assertThat(found("where: {name: {startsWith: \"b\"}}")).containsExactly("b");
        assertThat(found("where: {description: {text: {any: \"fox dog\"}}}")).containsExactlyInAnyOrder("a", "b");
        assertThat(found("where: {description: {text: {phrase: \"the quick\"}}}"))
                .containsExactly("a");
        assertThat(found("where: {description: {text: {prefix: \"qui\"}}}")).containsExactlyInAnyOrder("a", "c");
        assertThat(found("where: {tags: {any: {eq: \"x\"}}}")).containsExactly("a");
        assertThat(found("where: {tags: {any: {eq: \"y\"}}, not: {name: {eq: \"alpha\"}}}"))
                .containsExactly("b");
        assertThat(found("where: {parts: {any: {kind: {in: [\"bolt\", \"nut\"]}}}}"))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(found("where: {parts: {any: {kind: {eq: \"bolt\"}, weight: {gt: 5}}}}"))
                .containsExactly("b");
        assertThat(found("where: {prices: {any: {key: {eq: \"eur\"}, value: {cents: {gte: 100}}}}}"))
                .containsExactly("a");
        assertThat(found("where: {color: {eq: COLOR_RED}, time: {gt: \"2026-01-15T00:00:00Z\"}}"))
                .containsExactly("b");
        assertThat(found("where: {color: {eq: COLOR_GREEN}, time: {isNull: true}}"))
                .containsExactly("c");
        assertThat(found("where: {maybe: {isNull: false}}")).containsExactly("a");
        assertThat(found("where: {wrappedInt64: {eq: \"7\"}}")).containsExactly("a");
        assertThat(found("where: {uint64Field: {gte: 5}}")).containsExactly("b");
        assertThat(found("where: {secret: {eq: \"t\"}}")).containsExactly("b");
        assertThat(found("where: {or: [{name: {eq: \"alpha\"}}, {score: {gte: 30}}]}"))
                .containsExactlyInAnyOrder("a", "c");
        assertThat(found("orderBy: [NAME_DESC], first: 2")).containsExactly("c", "b");
        assertThat(found("orderBy: [ID_DESC], first: 1")).containsExactly("c");
        assertThat(found("orderBy: VERSION_DESC")).containsExactly("c", "b", "a");
        assertThat(found("where: {color: {eq: COLOR_RED}}, orderBy: [TIME_DESC]"))
                .containsExactly("b", "a");
    }

    @Test
    void conditionsThatSelectEverythingByMistakeAreRefused() {
        for (String where : List.of(
                "{name: {eq: null}}",
                "{name: null}",
                "{name: {}}",
                "{or: []}",
                "{not: {}}",
                "{tags: {any: {eq: \"a\", gt: \"b\"}}}")) {
            JsonObject error = api.errors("{ shapes(where: " + where + ") { nodes { id } } }")
                    .getJsonObject(0);
            assertThat(error.getJsonObject("extensions").getString("code"))
                    .as(where)
                    .isEqualTo("INVALID_ARGUMENT");
            assertThat(error.getString("message")).as(where).startsWith("where.");
        }
    }

    @Test
    void indexesTellOfManyRecordsAtOnce() {
        put("a", "name: \"n\", color: COLOR_RED, score: 10, place: 1");
        put("b", "name: \"m\", color: COLOR_RED, score: 20, place: 2");
        put("c", "name: \"o\", color: COLOR_GREEN, score: 5, place: 10001");
        JsonObject answer = api.data(
                """
                { all: shapesAggregate { count sum { score } max { score } min { name }
                    rank { score(value: 10) } valueAtRank { first: score(rank: 0) none: score(rank: 3) } }
                  red: shapesAggregate(where: {color: {eq: COLOR_RED}}) { count sum { score } max { score } }
                  beige: shapesAggregate(where: {color: {eq: COLOR_BEIGE}}) { count sum { score } max { score } }
                  groups: shapesAggregate {
                    countByGroup(groupBy: [COLOR]) { groups { key { color } value } pageInfo { hasNextPage } }
                    sumByGroup { score(groupBy: COLOR, first: 1) { groups { key { color } value } pageInfo { hasNextPage endCursor } } }
                    bitmapByGroup { place(groupBy: COLOR) { groups { key { color } position value } } } }
                  shapes(where: {color: {eq: COLOR_RED}}) { totalCount } }
                """);
        assertThat(answer.getJsonObject("all"))
                .isEqualTo(
                        new JsonObject(
                                """
                        {"count": "3", "sum": {"score": "35"}, "max": {"score": "20"}, "min": {"name": "m"},
                         "rank": {"score": "1"}, "valueAtRank": {"first": "5", "none": null}}
                        """));
        assertThat(answer.getJsonObject("red"))
                .isEqualTo(new JsonObject(
                        "{\"count\": \"2\", \"sum\": {\"score\": \"30\"}, \"max\": {\"score\": \"20\"}}"));
        assertThat(answer.getJsonObject("beige"))
                .isEqualTo(
                        new JsonObject("{\"count\": \"0\", \"sum\": {\"score\": \"0\"}, \"max\": {\"score\": null}}"));
        assertThat(answer.getJsonObject("shapes").getString("totalCount")).isEqualTo("2");
        JsonObject groups = answer.getJsonObject("groups");
        assertThat(groups.getJsonObject("countByGroup"))
                .isEqualTo(
                        new JsonObject(
                                """
                        {"groups": [{"key": {"color": "COLOR_RED"}, "value": "2"}, {"key": {"color": "COLOR_GREEN"}, "value": "1"}],
                         "pageInfo": {"hasNextPage": false}}
                        """));
        JsonObject sums = groups.getJsonObject("sumByGroup").getJsonObject("score");
        assertThat(sums.getJsonArray("groups"))
                .isEqualTo(new JsonArray("[{\"key\": {\"color\": \"COLOR_RED\"}, \"value\": \"30\"}]"));
        JsonObject rest = api.data(
                        "query($after: String) { shapesAggregate { sumByGroup { score(groupBy: COLOR, after: $after) { groups {"
                                + " key { color } value } } } } }",
                        Map.of("after", sums.getJsonObject("pageInfo").getString("endCursor")))
                .getJsonObject("shapesAggregate")
                .getJsonObject("sumByGroup")
                .getJsonObject("score");
        assertThat(rest.getJsonArray("groups"))
                .isEqualTo(new JsonArray("[{\"key\": {\"color\": \"COLOR_GREEN\"}, \"value\": \"5\"}]"));
        assertThat(groups.getJsonObject("bitmapByGroup").getJsonObject("place").getJsonArray("groups"))
                .hasSize(2)
                .anySatisfy(group ->
                        assertThat(((JsonObject) group).getString("position")).isEqualTo("10000"));
    }

    @Test
    void collidingNamesAreAllUsable() {
        JsonObject answer = api.data(
                """
                mutation { putQuery_(query: {owner: {id: "o"}, number: 7, _: "underscore", Version: "v", and: "&"}) {
                    query { _ Version and _version owner { id } } }
                  putQueries(queries: {id: 1}) { queries { id } }
                  putShapeInput(shapeInput: {id: 2}) { shapeInput { id } } }
                """);
        assertThat(answer.getJsonObject("putQuery_").getJsonObject("query").getString("and"))
                .isEqualTo("&");
        JsonObject read = api.data(
                """
                { query(ownerId: "o", number: 7) { _ Version owner { id } }
                  byField: queries(where: {and: {eq: "&"}}) { nodes { number } }
                  byLogic: queries(where: {and_: [{owner: {id: {eq: "o"}}}, {number: {lt: 8}}]}) { nodes { _ } }
                  queries_(id: 1) { id } queriesList { nodes { id } } shapeInput(id: 2) { id } }
                """);
        assertThat(read.getJsonObject("query").getString("_")).isEqualTo("underscore");
        assertThat(read.getJsonObject("byField").getJsonArray("nodes")).hasSize(1);
        assertThat(read.getJsonObject("byLogic").getJsonArray("nodes")).hasSize(1);
        assertThat(read.getJsonObject("queriesList").getJsonArray("nodes")).hasSize(1);
    }
}
