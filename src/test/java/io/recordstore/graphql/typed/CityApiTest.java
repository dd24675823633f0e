package io.recordstore.graphql.typed;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.citySchema;
import static io.recordstore.grpc.ServiceClient.index;
import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.tuple.Tuple;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.crypto.RawStore;
import io.recordstore.graphql.execution.ExecutableSchema;
import io.recordstore.graphql.execution.RecordSpaceSchemas;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The typed API of a RecordSpace of cities: pages, indexes, transactions and rights. */
@QuarkusTest
class CityApiTest {
    private static final String TENANT = "typed-cities";

    private static final IndexDefinition BY_COUNTRY = index("City", "country", "population");
    private static final IndexDefinition BY_NAME = IndexDefinition.newBuilder()
            .setName("by_name")
            .setRecordType("City")
            .addFields(IndexField.newBuilder().setPath("name"))
            .addInclude(IndexField.newBuilder().setPath("population"))
            .build();
    private static final IndexDefinition COUNT_BY_COUNTRY = IndexDefinition.newBuilder()
            .setName("count_by_country")
            .setRecordType("City")
            .setKind(IndexKind.INDEX_KIND_COUNT)
            .addGroupBy(IndexField.newBuilder().setPath("country"))
            .build();

    @TestHTTPResource("/")
    URL server;

    @Inject
    Database database;

    @Inject
    RecordSpaceSchemas schemas;

    private ServiceClient grpc;
    private TypedClient api;
    private String space;

    @BeforeEach
    void create() {
        String token = TestTokens.admin(TENANT);
        grpc = new ServiceClient(server.getPort(), token);
        space = grpc.createCities(BY_COUNTRY, BY_NAME, COUNT_BY_COUNTRY);
        api = new TypedClient(server.getPort(), TENANT, space, token);
    }

    @AfterEach
    void disconnect() {
        grpc.close();
    }

    private static JsonObject extensions(JsonArray errors) {
        return errors.getJsonObject(0).getJsonObject("extensions");
    }

    private List<String> names() {
        return api
                .data("{ cities(first: 1000, orderBy: NAME_ASC) { nodes { name } } }")
                .getJsonObject("cities")
                .getJsonArray("nodes")
                .stream()
                .map(node -> ((JsonObject) node).getString("name"))
                .toList();
    }

    @Test
    void aRecordThatIsNotThereIsNull() {
        assertThat(api.data("{ city(id: 404) { name } }").getValue("city")).isNull();
    }

    @Test
    void pagesFollowOneAnotherToTheEndWhateverIsSelected() {
        LongStream.rangeClosed(1, 25).forEach(i -> grpc.put(space, city(i, "c" + i, "NL", i)));
        List<String> ids = new ArrayList<>();
        String after = null;
        boolean hasNext = true;
        for (int page = 0; hasNext; page++) {
            String selected = List.of("id", "id population", "id name location { latitude }", "id _version")
                    .get(page % 4);
            JsonObject cities = api.data(
                            "query($after: String) { cities(where: {country: {eq: \"NL\"}}, orderBy: POPULATION_DESC, first: 5,"
                                    + " after: $after) { totalCount edges { cursor node { " + selected
                                    + " } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }",
                            after == null ? Map.of() : Map.of("after", after))
                    .getJsonObject("cities");
            JsonObject pageInfo = cities.getJsonObject("pageInfo");
            cities.getJsonArray("edges")
                    .forEach(edge ->
                            ids.add(((JsonObject) edge).getJsonObject("node").getString("id")));
            assertThat(cities.getString("totalCount")).isEqualTo("25");
            assertThat(pageInfo.getBoolean("hasPreviousPage")).isEqualTo(after != null);
            assertThat(pageInfo.getString("startCursor"))
                    .isEqualTo(cities.getJsonArray("edges").getJsonObject(0).getString("cursor"));
            hasNext = pageInfo.getBoolean("hasNextPage");
            after = pageInfo.getString("endCursor");
        }
        assertThat(ids)
                .isEqualTo(IntStream.iterate(25, i -> i - 1)
                        .limit(25)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void aCursorOfAnotherQueryIsRefused() {
        grpc.put(space, city(1, "Delft", "NL", 1), city(2, "Ghent", "BE", 2));
        String cursor = api.data("{ cities(where: {country: {eq: \"NL\"}}) { edges { cursor } } }")
                .getJsonObject("cities")
                .getJsonArray("edges")
                .getJsonObject(0)
                .getString("cursor");
        assertThat(api.reason(
                        "{ cities(where: {country: {eq: \"BE\"}}, after: \"" + cursor + "\") { nodes { name } } }"))
                .isEqualTo("INVALID_REQUEST");
        assertThat(api.reason("{ cities(first: 1001) { nodes { name } } }")).isEqualTo("INVALID_REQUEST");
        assertThat(api.reason("{ cities(first: -1) { nodes { name } } }")).isEqualTo("INVALID_REQUEST");
    }

    @Test
    void whatNoIndexServesNamesTheIndexToAddAndLeavesTheOthersTheirAnswers() {
        grpc.put(space, city(1, "Delft", "NL", 103_000));
        JsonObject answer = api.send(
                "{ refused: cities(where: {population: {gt: 5}}) { nodes { name } }"
                        + " served: cities(where: {name: {eq: \"Delft\"}}) { nodes { name } } }",
                Map.of());
        assertThat(answer.getJsonObject("data").getValue("refused")).isNull();
        assertThat(answer.getJsonObject("data").getJsonObject("served").getJsonArray("nodes"))
                .hasSize(1);
        JsonObject extensions = extensions(answer.getJsonArray("errors"));
        assertThat(extensions.getString("code")).isEqualTo("FAILED_PRECONDITION");
        assertThat(extensions.getString("reason")).isEqualTo("INDEX_REQUIRED");
        assertThat(answer.getJsonArray("errors").getJsonObject(0).getString("message"))
                .as("there is nothing else to ask for here")
                .doesNotContainIgnoringCase("scan");
        assertThat(extensions.getJsonObject("requiredIndex").getString("recordType"))
                .isEqualTo("City");
        assertThat(extensions.getJsonObject("requiredIndex").getJsonArray("fields"))
                .isEqualTo(new JsonArray("[{\"path\": \"population\", \"order\": \"ASCENDING\"}]"));
        assertThat(answer.getJsonArray("errors").getJsonObject(0).getJsonArray("path"))
                .isEqualTo(new JsonArray("[\"refused\"]"));
    }

    @Test
    void anIndexThatIsAddedBringsItsArgument() {
        grpc.put(
                space,
                city(1, "Delft", "NL", 1).toBuilder().setFeatureCode("PPL").build());
        String byFeature =
                "{ cities(where: {featureCode: {eq: \"PPL\"}}, orderBy: FEATURE_CODE_ASC) { nodes { name } } }";
        assertThat(api.errors(byFeature).getJsonObject(0).getString("message")).contains("featureCode");
        grpc.schemas()
                .applySchema(citySchema(space, BY_COUNTRY, BY_NAME, COUNT_BY_COUNTRY, index("City", "feature_code")));
        assertThat(api.data(byFeature).getJsonObject("cities").getJsonArray("nodes"))
                .hasSize(1);
        grpc.schemas().applySchema(citySchema(space, BY_COUNTRY));
        assertThat(api.errors(byFeature)).isNotEmpty();
        assertThat(api.errors("{ citiesAggregate { count } }")).isNotEmpty();
    }

    @Test
    void whatAnIndexHasIsAnsweredWithoutTheRecord() {
        grpc.put(space, city(1, "Delft", "NL", 103_000));
        byte[] record = new RawStore(database)
                .incarnation(TENANT, space)
                .get(Tuple.from(0, 1))
                .pack(Tuple.from(1, 1, 0));
        database.run(transaction -> {
            transaction.set(record, new byte[] {1, 2, 3});
            return null;
        });
        String where = "{ cities(where: {name: {eq: \"Delft\"}}) ";
        assertThat(api.data(where + "{ nodes { id name population __typename } } }")
                        .getJsonObject("cities")
                        .getJsonArray("nodes")
                        .getJsonObject(0))
                .isEqualTo(new JsonObject(
                        "{\"id\": \"1\", \"name\": \"Delft\", \"population\": \"103000\", \"__typename\": \"City\"}"));
        assertThat(api.data(where + "{ totalCount: __typename edges { node { __typename } } } }"))
                .isNotNull();
        assertThat(extensions(api.errors(where + "{ nodes { id country } } }")).getString("code"))
                .isEqualTo("DATA_LOSS");
        assertThat(extensions(api.errors(where + "{ nodes { id _version } } }")).getString("code"))
                .isEqualTo("DATA_LOSS");
    }

    @Test
    void allThatOneRequestWritesIsOneTransaction() {
        JsonObject written = api.data(
                """
                mutation {
                  a: putCity(city: {id: 1, name: "Delft", country: "NL"}) { city { _version } }
                  b: insertCity(city: {id: 2, name: "Ghent", country: "BE"}) { city { id _version name } }
                }
                """);
        byte[] first = version(written.getJsonObject("a"));
        byte[] second = version(written.getJsonObject("b"));
        assertThat(first).startsWith(Arrays.copyOf(second, 10)).isNotEqualTo(second);
        assertThat(api.data("{ city(id: 2) { _version } }")
                        .getJsonObject("city")
                        .getString("_version"))
                .isEqualTo(Base64.getEncoder().encodeToString(second));

        JsonObject refused = api.send(
                """
                mutation {
                  putCity(city: {id: 3, name: "Lille"}) { city { id } }
                  insertCity(city: {id: 1, name: "Again"}) { city { id } }
                  deleteCity(id: 2) { version }
                }
                """,
                Map.of());
        assertThat(refused.getValue("data")).isNull();
        assertThat(refused.getJsonArray("errors")).hasSize(1);
        assertThat(extensions(refused.getJsonArray("errors")).getString("code")).isEqualTo("ALREADY_EXISTS");
        assertThat(refused.getJsonArray("errors").getJsonObject(0).getJsonArray("path"))
                .isEqualTo(new JsonArray("[\"insertCity\"]"));
        assertThat(names()).containsExactly("Delft", "Ghent");
    }

    private static byte[] version(JsonObject payload) {
        return Base64.getDecoder().decode(payload.getJsonObject("city").getString("_version"));
    }

    @Test
    void laterFieldsOfAMutationSeeWhatEarlierOnesWrote() {
        api.data(
                """
                mutation {
                  insertCity(city: {id: 1, name: "Delft"}) { city { id } }
                  updateCity(city: {id: 1, name: "Delft-Zuid"}) { city { id } }
                  putCity(city: {id: 2, name: "Ghent"}) { city { id } }
                  deleteCity(id: 2) { version }
                }
                """);
        assertThat(names()).containsExactly("Delft-Zuid");
    }

    @Test
    void anUpdateIsOfWhatWasRead() {
        String version = api.data("mutation { putCity(city: {id: 1, name: \"Delft\"}) { city { _version } } }")
                .getJsonObject("putCity")
                .getJsonObject("city")
                .getString("_version");
        String update = "mutation { updateCity(city: {id: 1, name: \"New\"}, expectedVersion: \"" + version
                + "\") { city { _version } } }";
        api.data(update);
        assertThat(api.reason(update)).isEqualTo("VERSION_MISMATCH");
        assertThat(api.reason("mutation { updateCity(city: {id: 9, name: \"x\"}) { city { id } } }"))
                .isEqualTo("NOT_FOUND");
        assertThat(api.reason("mutation { deleteCity(id: 9) { version } }")).isEqualTo("NOT_FOUND");
        assertThat(extensions(api.errors(
                                "mutation { updateCity(city: {id: 1}, expectedVersion: \"AAAA\") { city { id } } }"))
                        .getString("code"))
                .isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void allFieldsOfAQueryReadAtOneReadVersion() {
        String write = "mutation($n: Long) { a: putCity(city: {id: 1, name: \"a\", population: $n}) { city { id } }"
                + " b: putCity(city: {id: 2, name: \"b\", population: $n}) { city { id } } }";
        api.data(write, Map.of("n", 0));
        CompletableFuture<Void> writes = CompletableFuture.runAsync(
                () -> IntStream.rangeClosed(1, 60).forEach(n -> api.data(write, Map.of("n", n))));
        do {
            JsonObject read = api.data("{ a: city(id: 1) { population } list: cities(where: {name: {eq: \"a\"}}) {"
                    + " nodes { population } } b: city(id: 2) { population } }");
            String population = read.getJsonObject("a").getString("population");
            assertThat(read.getJsonObject("b").getString("population")).isEqualTo(population);
            assertThat(read.getJsonObject("list")
                            .getJsonArray("nodes")
                            .getJsonObject(0)
                            .getString("population"))
                    .isEqualTo(population);
        } while (!writes.isDone());
        writes.join();
    }

    @Test
    void mutationsThatConflictAreRunAgainAsAWhole() {
        api.data("mutation { putCity(city: {id: 1, population: 0}) { city { id } } }");
        CompletableFuture<?>[] clients = IntStream.range(0, 4)
                .mapToObj(client -> CompletableFuture.runAsync(() -> IntStream.range(0, 10)
                        .forEach(i -> api.data(
                                "mutation($id: Long!) { updateCity(city: {id: 1, name: \"n\"}) { city { id } }"
                                        + " insertCity(city: {id: $id, name: \"m\"}) { city { id _version } } }",
                                Map.of("id", 100 * (client + 1) + i)))))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(clients).join();
        assertThat(api.data("{ citiesAggregate { count } }")
                        .getJsonObject("citiesAggregate")
                        .getString("count"))
                .isEqualTo("41");
    }

    @Test
    void aTokenDoesWhatItsRightsOnTheTypeAllow() {
        grpc.put(space, city(1, "Delft", "NL", 1));
        TypedClient reader = api.as(TestTokens.rightsOnType(TENANT, "*", "City", Operation.READ));
        assertThat(reader.data("{ city(id: 1) { name } cities { nodes { name } } }"))
                .isNotNull();
        String put = "mutation { putCity(city: {id: 2, name: \"x\"}) { city { id } } }";
        assertThat(extensions(reader.errors(put)).getString("code")).isEqualTo("PERMISSION_DENIED");

        TypedClient writer = api.as(TestTokens.rightsOnType(TENANT, "*", "City", Operation.WRITE));
        assertThat(writer.data(put)).isNotNull();
        JsonObject refused = writer.send(
                "mutation { putCity(city: {id: 3, name: \"y\"}) { city { id } } deleteCity(id: 1) { version } }",
                Map.of());
        assertThat(refused.getValue("data")).isNull();
        assertThat(extensions(refused.getJsonArray("errors")).getString("code")).isEqualTo("PERMISSION_DENIED");
        assertThat(names()).containsExactly("Delft", "x");

        TypedClient other = api.as(TestTokens.rightsOnType(TENANT, "*", "Country", Operation.READ));
        JsonObject all = other.send("{ a: city(id: 1) { name } citiesAggregate { count } }", Map.of());
        assertThat(all.getValue("data")).isNull();
        assertThat(extensions(all.getJsonArray("errors")).getString("code")).isEqualTo("PERMISSION_DENIED");
    }

    @Test
    void nobodyWithoutRightsLearnsWhatThereIs() {
        TypedClient stranger = api.as(TestTokens.rights(TENANT, "other/*", Operation.READ));
        TypedClient nowhere = new TypedClient(server.getPort(), TENANT, "not/there", stranger.token());
        for (String document : List.of("{ city(id: 1) { name } }", "{ mayors { name } }", "{ __typename }")) {
            JsonObject there = stranger.errors(document).getJsonObject(0);
            assertThat(there.getJsonObject("extensions").getString("code"))
                    .as(document)
                    .isEqualTo("PERMISSION_DENIED");
            assertThat(nowhere.errors(document).getJsonObject(0).getString("message"))
                    .as(document)
                    .isEqualTo(there.getString("message"));
        }
        assertThat(new TypedClient(server.getPort(), TENANT, "not/there", api.token())
                        .reason("{ city(id: 1) { name } }"))
                .isEqualTo("NOT_FOUND");
        assertThat(new TypedClient(server.getPort(), "another", space, api.token()).reason("{ city(id: 1) { name } }"))
                .isEqualTo("PERMISSION_DENIED");
    }

    @Test
    void aSchemaIsMadeOnceForItsVersionAndItsIndexes() {
        ExecutableSchema made = schema();
        grpc.put(space, city(1, "Delft", "NL", 1));
        assertThat(schema()).isSameAs(made);
        grpc.schemas().applySchema(citySchema(space, BY_COUNTRY));
        ExecutableSchema other = schema();
        assertThat(other).isNotSameAs(made);
        assertThat(schema()).isSameAs(other);
    }

    private ExecutableSchema schema() {
        return schemas.get(new TenantName(TENANT), new RecordSpaceName(space))
                .await()
                .atMost(Duration.ofSeconds(60));
    }

    @Test
    void aSchemaThatManyAskForAtOnceServesThemAll() {
        grpc.put(space, city(1, "Delft", "NL", 1));
        CompletableFuture<?>[] requests = IntStream.range(0, 32)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    if (i == 16) {
                        grpc.schemas()
                                .applySchema(citySchema(
                                        space, BY_COUNTRY, BY_NAME, COUNT_BY_COUNTRY, index("City", "population")));
                    }
                    JsonObject answer = api.send("{ city(id: 1) { name } }", Map.of());
                    boolean isAnswered = answer.getJsonArray("errors") == null;
                    assertThat(isAnswered
                                    || "SCHEMA_CHANGED"
                                            .equals(extensions(answer.getJsonArray("errors"))
                                                    .getString("reason")))
                            .as("%s", answer)
                            .isTrue();
                }))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(requests).join();
        assertThat(api.data("{ cities(where: {population: {gt: 0}}) { nodes { name } } }"))
                .isNotNull();
    }
}
