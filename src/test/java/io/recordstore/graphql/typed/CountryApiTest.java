package io.recordstore.graphql.typed;

import static io.recordstore.grpc.ServiceClient.index;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TimestampProto;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.query.Loading;
import io.recordstore.query.fixture.Country;
import io.recordstore.query.fixture.CountryProto;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.RecordType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URL;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The world's countries through the typed API alone: every one is put by a mutation, and comes back as it was. */
@QuarkusTest
class CountryApiTest {
    private static final String TENANT = "typed-countries";
    private static final int PUT_AT_ONCE = 25;
    private static final int PAGE = 40;
    private static final String EVERYTHING = selection(Country.getDescriptor());

    @TestHTTPResource("/")
    URL server;

    private ServiceClient grpc;
    private TypedClient api;
    private Map<String, JsonObject> countries;

    @BeforeEach
    void put() throws IOException {
        String token = TestTokens.admin(TENANT);
        grpc = new ServiceClient(server.getPort(), token);
        String space = grpc.createSpace();
        grpc.schemas()
                .applySchema(ApplySchemaRequest.newBuilder()
                        .setRecordSpace(space)
                        .setDescriptorSet(FileDescriptorSet.newBuilder()
                                .addFile(TimestampProto.getDescriptor().toProto())
                                .addFile(CountryProto.getDescriptor().toProto()))
                        .addRecordTypes(
                                RecordType.newBuilder().setName("Country").addPrimaryKey("code"))
                        .addIndexes(index("Country", "borders"))
                        .addIndexes(index("Country", "languages.key", "languages.value"))
                        .addIndexes(index("Country", "region", "area_km2"))
                        .build());
        api = new TypedClient(server.getPort(), TENANT, space, token);
        countries = Loading.read(
                        new GZIPInputStream(CountryApiTest.class.getResourceAsStream("/countries/countries.ndjson.gz")),
                        Country.getDescriptor())
                .stream()
                .map(CountryApiTest::answer)
                .collect(Collectors.toMap(country -> country.getString("code"), country -> country));
        assertThat(countries).hasSize(250);
        List<JsonObject> all = List.copyOf(countries.values());
        for (int i = 0; i < all.size(); i += PUT_AT_ONCE) {
            putAtOnce(all.subList(i, Math.min(all.size(), i + PUT_AT_ONCE)));
        }
    }

    @AfterEach
    void disconnect() {
        grpc.close();
    }

    /** As the typed API answers a message. */
    private static JsonObject answer(Message message) {
        JsonObject answer = new JsonObject();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            boolean isThere = !field.hasPresence() || isOfEntry(field) || message.hasField(field);
            answer.put(field.getJsonName(), isThere ? value(field, message.getField(field)) : null);
        }
        return answer;
    }

    private static boolean isOfEntry(FieldDescriptor field) {
        return field.getContainingType().getOptions().getMapEntry();
    }

    private static Object value(FieldDescriptor field, Object value) {
        if (!field.isRepeated()) {
            return value instanceof Message message ? answer(message) : value;
        }
        Stream<?> elements = ((List<?>) value)
                .stream().map(element -> element instanceof Message message ? answer(message) : element);
        return field.isMapField() ? inOrder(elements) : new JsonArray(elements.toList());
    }

    /** A map has no order of its own. */
    private static JsonArray inOrder(Stream<?> entries) {
        return new JsonArray(entries.map(JsonObject.class::cast)
                .sorted(Comparator.comparing(entry -> entry.getString("key")))
                .toList());
    }

    private static JsonObject inOrder(JsonObject country) {
        JsonObject ordered = country.copy();
        for (FieldDescriptor field : Country.getDescriptor().getFields()) {
            if (field.isMapField()) {
                ordered.put(field.getJsonName(), inOrder(country.getJsonArray(field.getJsonName()).stream()));
            }
        }
        return ordered;
    }

    private static String selection(Descriptor type) {
        return type.getFields().stream()
                .map(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                        ? field.getJsonName() + " { " + selection(field.getMessageType()) + " }"
                        : field.getJsonName())
                .collect(Collectors.joining(" "));
    }

    /** Several in one transaction. */
    private void putAtOnce(List<JsonObject> some) {
        Map<String, Object> variables = new TreeMap<>();
        IntStream.range(0, some.size()).forEach(i -> variables.put("c" + i, some.get(i)));
        String parameters = variables.keySet().stream()
                .map(name -> "$" + name + ": CountryInput!")
                .collect(Collectors.joining(" "));
        String puts = variables.keySet().stream()
                .map(name -> name + ": putCountry(country: $" + name + ") { country { code } }")
                .collect(Collectors.joining(" "));
        JsonObject written = api.data("mutation(" + parameters + ") { " + puts + " }", variables);
        assertThat(written.size()).isEqualTo(some.size());
    }

    @Test
    void everyCountryComesBackByItsKeyAsItWasPut() {
        countries.forEach((code, country) -> {
            JsonObject found = api.data(
                            "query($code: String!) { country(code: $code) { " + EVERYTHING + " } }",
                            Map.of("code", code))
                    .getJsonObject("country");
            assertThat(inOrder(found)).isEqualTo(country);
        });
    }

    @Test
    void theyAllComeBackPageByPage() {
        Map<String, JsonObject> found = new HashMap<>();
        String after = null;
        do {
            JsonObject page = api.data(
                            "query($first: Int, $after: String) { countries(first: $first, after: $after, orderBy: CODE_ASC) {"
                                    + " nodes { " + EVERYTHING + " } pageInfo { hasNextPage endCursor } } }",
                            after == null ? Map.of("first", PAGE) : Map.of("first", PAGE, "after", after))
                    .getJsonObject("countries");
            page.getJsonArray("nodes").stream().map(JsonObject.class::cast).forEach(country -> assertThat(
                            found.put(country.getString("code"), inOrder(country)))
                    .isNull());
            boolean hasNext = page.getJsonObject("pageInfo").getBoolean("hasNextPage");
            after = hasNext ? page.getJsonObject("pageInfo").getString("endCursor") : null;
        } while (after != null);
        assertThat(found).isEqualTo(countries);
    }

    @Test
    void theyAreFoundByTheirNeighboursLanguagesAndSizes() {
        assertThat(codes("where: {borders: {any: {eq: \"DEU\"}}}"))
                .containsExactlyInAnyOrder("AT", "BE", "CH", "CZ", "DK", "FR", "LU", "NL", "PL");
        assertThat(codes("where: {languages: {any: {key: {eq: \"nld\"}, value: {eq: \"Dutch\"}}}}"))
                .containsExactlyInAnyOrderElementsOf(countries.values().stream()
                        .filter(country -> country.getJsonArray("languages")
                                .contains(new JsonObject().put("key", "nld").put("value", "Dutch")))
                        .map(country -> country.getString("code"))
                        .toList());
        assertThat(codes("where: {region: {eq: \"Europe\"}}, orderBy: AREA_KM2_DESC, first: 3"))
                .containsExactly("RU", "UA", "FR");
    }

    private List<String> codes(String arguments) {
        return api
                .data("{ countries(" + arguments + ") { nodes { code } } }")
                .getJsonObject("countries")
                .getJsonArray("nodes")
                .stream()
                .map(node -> ((JsonObject) node).getString("code"))
                .toList();
    }
}
