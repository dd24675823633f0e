package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.citySchema;
import static io.recordstore.grpc.ServiceClient.index;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import io.recordstore.v1.Query;
import io.recordstore.v1.ValueList;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Random queries over cities, each compared with a plain evaluation: over the 2,000 of the demo, or with {@code
 * -Dcities.file=...} over a gzipped file of as many as there are in the same shape.
 */
@QuarkusTest
class CitiesTest {
    /** Replays a run: {@code -Dqueries.seed=...}. */
    private static final long SEED = Long.getLong("queries.seed", new Random().nextLong());

    private static final int QUERIES = Integer.getInteger("queries.count", 40);

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private Fixture cities;

    @BeforeEach
    void load() throws IOException {
        client = new ServiceClient(server.getPort(), TestTokens.admin("cities"));
        String space = client.createSpace();
        client.schemas()
                .applySchema(citySchema(
                        space,
                        index("City", "country", "population"),
                        index("City", "name"),
                        index("City", "population"),
                        index("City", "feature_code", "population"),
                        index("City", "location.latitude"),
                        IndexDefinition.newBuilder()
                                .setName("words")
                                .setRecordType("City")
                                .setKind(IndexKind.INDEX_KIND_TEXT)
                                .addFields(IndexField.newBuilder().setPath("name"))
                                .build()));
        List<Message> records;
        try (InputStream lines = open()) {
            records = Loading.read(lines, City.getDescriptor());
        }
        assertThat(Loading.bulkPut(
                                client.recordStreams(),
                                BulkPutRequest.newBuilder()
                                        .setRecordSpace(space)
                                        .setRecordType("City")
                                        .build(),
                                records)
                        .getWrittenCount())
                .isEqualTo(records.size());
        cities = new Fixture(client, space, records);
    }

    private static InputStream open() throws IOException {
        String file = System.getProperty("cities.file");
        return file == null
                ? CitiesTest.class.getResourceAsStream("/demo/cities.ndjson")
                : new GZIPInputStream(Files.newInputStream(Path.of(file)));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void randomQueriesAnswerAsAPlainEvaluationDoes() {
        System.out.println("queries.seed=" + SEED);
        RandomQueries queries = new RandomQueries(
                new Random(SEED),
                cities.records(),
                List.of("country", "name", "population", "feature_code", "location.latitude"),
                List.of("alt_name", "admin_code", "location.longitude"),
                List.of("name"),
                List.of(),
                List.of(
                        List.of("name"),
                        List.of("population"),
                        List.of("country", "population"),
                        List.of("feature_code", "population"),
                        List.of("location.latitude")));
        for (int i = 0; i < QUERIES; i++) {
            cities.check(queries.next(), queries.random());
        }
    }

    /** The Record Layer would intersect the two indexes, and then read every record instead. */
    @Test
    void listsOfTwoIndexedFieldsAreServedByAnIndex() {
        Message some = cities.records().get(17);
        Query query = Query.newBuilder()
                .setFilter(Filter.newBuilder()
                        .setAnd(FilterList.newBuilder()
                                .addFilters(in(
                                        "location.latitude",
                                        some,
                                        cities.records().get(18)))
                                .addFilters(
                                        in("population", some, cities.records().get(19)))))
                .build();
        cities.check(query, new Random(1));
    }

    private static Filter in(String path, Message... records) {
        ValueList.Builder values = ValueList.newBuilder();
        for (Message record : records) {
            PlainEvaluation.values(record, path).forEach(value -> values.addValues(RandomQueries.value(value)));
        }
        return Filter.newBuilder()
                .setField(FieldFilter.newBuilder().setPath(path).setIn(values))
                .build();
    }
}
