package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.number;
import static io.recordstore.grpc.ServiceClient.text;

import com.google.protobuf.Message;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.FilterList;
import io.recordstore.v1.Query;
import io.recordstore.v1.SortKey;
import io.recordstore.v1.Value;
import io.recordstore.v1.ValueList;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queries at random over sensitive fields, in every combination with others, against a plain evaluation. */
@QuarkusTest
class SensitiveQueriesTest {
    private static final int RECORDS = 300;
    private static final int QUERIES = 60;

    /** Replays a run: {@code -Dqueries.seed=...}. */
    private static final long SEED = Long.getLong("queries.seed", new Random().nextLong());

    @TestHTTPResource("/")
    URL server;

    private final Random random = new Random(SEED);
    private ServiceClient client;
    private Fixture cities;

    @BeforeEach
    void load() throws IOException {
        client = new ServiceClient(server.getPort(), TestTokens.admin("sensitive-queries"));
        String space = client.createSpace();
        client.schemas()
                .applySchema(ServiceClient.citySchema(
                                space,
                                index("City", "country", "population"),
                                index("City", "name"),
                                index("City", "feature_code", "country", "name"))
                        .toBuilder()
                        .addAllSensitiveFields(List.of("City.country", "City.name", "City.feature_code"))
                        .build());
        List<Message> records;
        try (InputStream lines = SensitiveQueriesTest.class.getResourceAsStream("/demo/cities.ndjson")) {
            records = Loading.read(lines, City.getDescriptor()).subList(0, RECORDS);
        }
        Loading.bulkPut(
                client.recordStreams(),
                BulkPutRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .build(),
                records);
        cities = new Fixture(client, space, records);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void randomQueriesAnswerAsAPlainEvaluationDoes() {
        System.out.println("queries.seed=" + SEED);
        for (int i = 0; i < QUERIES; i++) {
            Query.Builder query = Query.newBuilder().setLimit(random.nextBoolean() ? 0 : 1 + random.nextInt(50));
            cities.check(random.nextInt(4) == 0 ? ordered(query) : unordered(query), random);
        }
    }

    private Query unordered(Query.Builder query) {
        List<Filter> alternatives = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> alternative())
                .toList();
        return query.setFilter(alternatives.size() == 1 ? alternatives.get(0) : or(alternatives))
                .build();
    }

    /** By what comes in the index after a sensitive field that is fixed. */
    private Query ordered(Query.Builder query) {
        Filter fixed = condition("country", FieldFilter.newBuilder().setEquals(some("country")));
        return query.addOrderBy(SortKey.newBuilder().setPath("population").setDescending(random.nextBoolean()))
                .setFilter(random.nextBoolean() ? fixed : and(List.of(fixed, any(2))))
                .build();
    }

    private Filter alternative() {
        Filter found = equality(List.of("country", "name", "feature_code").get(random.nextInt(3)));
        return random.nextBoolean() ? found : and(List.of(found, any(2)));
    }

    private Filter equality(String path) {
        FieldFilter.Builder field = FieldFilter.newBuilder();
        switch (random.nextInt(4)) {
            case 0 -> field.setNotEquals(some(path));
            case 1 ->
                field.setIn(ValueList.newBuilder()
                        .addAllValues(IntStream.rangeClosed(0, random.nextInt(4))
                                .mapToObj(i -> some(path))
                                .toList()));
            default -> field.setEquals(some(path));
        }
        return condition(path, field);
    }

    private Filter any(int depth) {
        return switch (depth == 0 ? random.nextInt(2) : random.nextInt(5)) {
            case 0 -> condition("population", FieldFilter.newBuilder().setLessThan(some("population")));
            case 1 -> equality(List.of("country", "name", "feature_code").get(random.nextInt(3)));
            case 2 -> and(List.of(any(depth - 1), any(depth - 1)));
            case 3 -> or(List.of(any(depth - 1), any(depth - 1)));
            default -> Filter.newBuilder().setNot(any(depth - 1)).build();
        };
    }

    private static Filter condition(String path, FieldFilter.Builder field) {
        return Filter.newBuilder().setField(field.setPath(path)).build();
    }

    private static Filter and(List<Filter> filters) {
        return Filter.newBuilder()
                .setAnd(FilterList.newBuilder().addAllFilters(filters))
                .build();
    }

    private static Filter or(List<Filter> filters) {
        return Filter.newBuilder()
                .setOr(FilterList.newBuilder().addAllFilters(filters))
                .build();
    }

    /** A value that some record has, and now and then one that none has. */
    private Value some(String path) {
        Message record = cities.records().get(random.nextInt(RECORDS));
        Object value = record.getField(record.getDescriptorForType().findFieldByName(path));
        if (value instanceof Long population) {
            return number(population);
        }
        return text(random.nextInt(10) == 0 ? "nowhere" : (String) value);
    }
}
