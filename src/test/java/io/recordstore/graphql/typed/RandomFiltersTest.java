package io.recordstore.graphql.typed;

import static io.recordstore.grpc.ServiceClient.citySchema;
import static io.recordstore.grpc.ServiceClient.index;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Message;
import com.google.protobuf.TimestampProto;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.query.Fixture;
import io.recordstore.query.Loading;
import io.recordstore.query.PlainEvaluation;
import io.recordstore.query.RandomQueries;
import io.recordstore.query.fixture.Country;
import io.recordstore.query.fixture.CountryProto;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import io.recordstore.v1.Query;
import io.recordstore.v1.RecordType;
import io.recordstore.v1.SortKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same random queries over GraphQL, over gRPC and in memory, over the cities and the countries. */
@QuarkusTest
class RandomFiltersTest {
    /** Replays a run: {@code -Dqueries.seed=...}. */
    private static final long SEED = Long.getLong("queries.seed", new Random().nextLong());

    private static final int QUERIES = Integer.getInteger("queries.count", 20);
    private static final String TENANT = "typed-random";

    @TestHTTPResource("/")
    URL server;

    private String token;
    private ServiceClient grpc;

    @BeforeEach
    void connect() {
        token = TestTokens.admin(TENANT);
        grpc = new ServiceClient(server.getPort(), token);
    }

    @AfterEach
    void disconnect() {
        grpc.close();
    }

    private static IndexDefinition words(String type, String path) {
        return IndexDefinition.newBuilder()
                .setName("words_" + path.replace('.', '_'))
                .setRecordType(type)
                .setKind(IndexKind.INDEX_KIND_TEXT)
                .addFields(IndexField.newBuilder().setPath(path))
                .build();
    }

    private void load(String space, String type, List<Message> records) {
        assertThat(Loading.bulkPut(
                                grpc.recordStreams(),
                                BulkPutRequest.newBuilder()
                                        .setRecordSpace(space)
                                        .setRecordType(type)
                                        .build(),
                                records)
                        .getWrittenCount())
                .isEqualTo(records.size());
    }

    @Test
    void queriesOverCitiesHaveTheSameAnswersEverywhere() throws IOException {
        String space = grpc.createSpace();
        grpc.schemas()
                .applySchema(citySchema(
                        space,
                        index("City", "country", "population"),
                        index("City", "name"),
                        index("City", "population"),
                        index("City", "feature_code", "population"),
                        index("City", "location.latitude"),
                        words("City", "name")));
        List<Message> records =
                Loading.read(RandomFiltersTest.class.getResourceAsStream("/demo/cities.ndjson"), City.getDescriptor());
        load(space, "City", records);
        compare(
                new Compared(space, "cities", "id", new Fixture(grpc, space, records)),
                new RandomQueries(
                        new Random(SEED),
                        records,
                        List.of("country", "name", "population", "feature_code", "location.latitude"),
                        List.of(),
                        List.of("name"),
                        List.of(),
                        List.of(
                                List.of("name"),
                                List.of("population"),
                                List.of("country", "population"),
                                List.of("feature_code", "population"),
                                List.of("location.latitude"))));
    }

    @Test
    void queriesOverCountriesHaveTheSameAnswersEverywhere() throws IOException {
        String space = grpc.createSpace();
        grpc.schemas()
                .applySchema(ApplySchemaRequest.newBuilder()
                        .setRecordSpace(space)
                        .setDescriptorSet(FileDescriptorSet.newBuilder()
                                .addFile(TimestampProto.getDescriptor().toProto())
                                .addFile(CountryProto.getDescriptor().toProto()))
                        .addRecordTypes(
                                RecordType.newBuilder().setName("Country").addPrimaryKey("code"))
                        .addIndexes(index("Country", "region", "area_km2"))
                        .addIndexes(index("Country", "name.common"))
                        .addIndexes(index("Country", "un_member"))
                        .addIndexes(index("Country", "borders"))
                        .addIndexes(index("Country", "calling_code.suffixes"))
                        .addIndexes(index("Country", "languages.key", "languages.value"))
                        .addIndexes(index("Country", "currencies.value.name"))
                        .addIndexes(words("Country", "name.common"))
                        .build());
        List<Message> records = Loading.read(
                new GZIPInputStream(RandomFiltersTest.class.getResourceAsStream("/countries/countries.ndjson.gz")),
                Country.getDescriptor());
        load(space, "Country", records);
        compare(
                new Compared(space, "countries", "code", new Fixture(grpc, space, records)),
                new RandomQueries(
                        new Random(SEED),
                        records,
                        List.of(
                                "region",
                                "name.common",
                                "un_member",
                                "borders",
                                "calling_code.suffixes",
                                "languages.key",
                                "currencies.value.name"),
                        List.of("area_km2"),
                        List.of("name.common"),
                        List.of("languages"),
                        List.of(List.of("name.common"), List.of("region", "area_km2"))));
    }

    /**
     * Records of one type in three places.
     *
     * @param field the field of {@code Query} that finds them
     * @param key the field that is their primary key
     */
    private record Compared(String space, String field, String key, Fixture records) {

        String keyOf(Message record) {
            return record.getField(record.getDescriptorForType().findFieldByName(key))
                    .toString();
        }
    }

    private void compare(Compared compared, RandomQueries queries) {
        System.out.println("queries.seed=" + SEED);
        TypedClient api = new TypedClient(server.getPort(), TENANT, compared.space(), token);
        Map<String, Message> byKey =
                compared.records().records().stream().collect(Collectors.toMap(compared::keyOf, Function.identity()));
        for (int i = 0; i < QUERIES; i++) {
            Query query = queries.next().toBuilder().clearLimit().build();
            Optional<Map<String, Object>> where = where(query, byKey);
            if (query.hasFilter() && where.isEmpty()) {
                continue;
            }
            if (!isServed(compared, query)) {
                refusesToo(api, compared, query, where);
                continue;
            }
            List<Message> expected = byKey.values().stream()
                    .filter(record -> !query.hasFilter() || PlainEvaluation.matches(query.getFilter(), record))
                    .sorted(Fixture.order(query).thenComparing(compared::keyOf))
                    .toList();
            List<Message> found = found(api, compared, query, where, queries.random()).stream()
                    .map(byKey::get)
                    .toList();
            assertSame(query, compared, expected, found);
            assertSame(query, compared, expected, compared.records().all(query));
        }
    }

    /** Whether an index serves it over gRPC. */
    private static boolean isServed(Compared compared, Query query) {
        return compared.records().explain(query).getServed();
    }

    private static void refusesToo(
            TypedClient api, Compared compared, Query query, Optional<Map<String, Object>> where) {
        JsonObject answer = api.send(document(compared), variables(query, where));
        assertThat(answer.getJsonArray("errors")
                        .getJsonObject(0)
                        .getJsonObject("extensions")
                        .getString("reason"))
                .as("%s", query)
                .isEqualTo("INDEX_REQUIRED");
    }

    private static Optional<Map<String, Object>> where(Query query, Map<String, Message> records) {
        return query.hasFilter()
                ? WhereText.of(
                        query.getFilter(), records.values().iterator().next().getDescriptorForType())
                : Optional.empty();
    }

    private static void assertSame(Query query, Compared compared, List<Message> expected, List<Message> found) {
        Comparator<String> byText = Comparator.naturalOrder();
        assertThat(found.stream().map(compared::keyOf).sorted(byText).toList())
                .as("%s", query)
                .isEqualTo(expected.stream().map(compared::keyOf).sorted(byText).toList());
        assertThat(found.stream().map(row -> Fixture.keys(query, row)).toList())
                .as("%s", query)
                .isEqualTo(
                        expected.stream().map(row -> Fixture.keys(query, row)).toList());
    }

    /** The keys of all pages, each of random size. */
    private static List<String> found(
            TypedClient api, Compared compared, Query query, Optional<Map<String, Object>> where, Random random) {
        String document = document(compared);
        Map<String, Object> variables = variables(query, where);
        List<String> keys = new ArrayList<>();
        boolean hasNext = true;
        while (hasNext) {
            variables.put("first", random.nextBoolean() ? 1_000 : 50 + random.nextInt(200));
            JsonObject page = api.data(document, variables).getJsonObject("page");
            page.getJsonArray("nodes").forEach(node -> keys.add(((JsonObject) node).getString(compared.key())));
            hasNext = page.getJsonObject("pageInfo").getBoolean("hasNextPage");
            variables.put("after", page.getJsonObject("pageInfo").getString("endCursor"));
        }
        return keys;
    }

    private static String document(Compared compared) {
        String name = compared.records().records().get(0).getDescriptorForType().getName();
        return "query($where: " + name + "Where, $order: [" + name + "Order!], $first: Int, $after: String) { page: "
                + compared.field() + "(where: $where, orderBy: $order, first: $first, after: $after) { nodes { "
                + compared.key() + " } pageInfo { hasNextPage endCursor } } }";
    }

    private static Map<String, Object> variables(Query query, Optional<Map<String, Object>> where) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("where", where.orElse(null));
        variables.put(
                "order",
                query.getOrderByList().stream().map(RandomFiltersTest::order).toList());
        return variables;
    }

    private static String order(SortKey key) {
        return key.getPath().replace('.', '_').toUpperCase(Locale.ROOT) + (key.getDescending() ? "_DESC" : "_ASC");
    }
}
