package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.cities;
import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.demo.v1.Location;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.ExplainRequest;
import io.recordstore.v1.ExplainResponse;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import io.recordstore.v1.IsolationLevel;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.SortKey;
import java.net.URL;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a query returns of its records, and in which order, at the gRPC port. */
@QuarkusTest
class ProjectionTest {
    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void load() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("projections"));
        space = client.createCities(
                IndexDefinition.newBuilder()
                        .setName("covering")
                        .setRecordType("City")
                        .addFields(IndexField.newBuilder().setPath("country"))
                        .addInclude(IndexField.newBuilder().setPath("name"))
                        .build(),
                index("City", "country", "feature_code"),
                IndexDefinition.newBuilder()
                        .setName("latest")
                        .setRecordType("City")
                        .setKind(IndexKind.INDEX_KIND_VERSION)
                        .build());
        client.put(
                space,
                city(3, "Lille", "FR", 234_475).toBuilder()
                        .setFeatureCode("PPLA")
                        .build(),
                city(1, "Ghent", "BE", 231_493).toBuilder()
                        .setFeatureCode("PPLA")
                        .build(),
                city(2, "Antwerp", "BE", 459_805).toBuilder()
                        .setFeatureCode("PPLA")
                        .build(),
                city(4, "Brussels", "BE", 1_019_022).toBuilder()
                        .setFeatureCode("PPLC")
                        .setLocation(Location.newBuilder().setLatitude(50.85).setLongitude(4.35))
                        .build());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void anIndexThatHoldsEveryFieldSparesTheRecords() {
        Query.Builder query = Query.newBuilder()
                .setFilter(filter(field("country").setEquals(text("BE"))))
                .addFields("name");

        ExplainResponse explained = explain(query);
        assertThat(explained.getIndexesList()).containsExactly("covering");
        assertThat(explained.getTree().getOperation()).isEqualTo("index scan without records");
        assertThat(rows(query)).containsExactlyInAnyOrder(named("Ghent"), named("Antwerp"), named("Brussels"));
    }

    @Test
    void otherFieldsAreTakenFromTheRecords() {
        Query.Builder query = Query.newBuilder()
                .setFilter(filter(field("feature_code").setEquals(text("PPLC"))))
                .setAllowScan(true)
                .addFields("name")
                .addFields("location.latitude");

        assertThat(rows(query))
                .containsExactly(City.newBuilder()
                        .setName("Brussels")
                        .setLocation(Location.newBuilder().setLatitude(50.85))
                        .build());
    }

    @Test
    void aFieldThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> rows(Query.newBuilder().addFields("mayor")))
                .hasMessageContaining("query.fields[0]")
                .hasMessageContaining("there is no field 'mayor'");
    }

    @Test
    void distinctReturnsEachCombinationOnce() {
        Query.Builder query =
                Query.newBuilder().setDistinct(true).addFields("country").addFields("feature_code");

        assertThat(rows(query))
                .extracting(City::getCountry, City::getFeatureCode)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("BE", "PPLA"),
                        org.assertj.core.groups.Tuple.tuple("BE", "PPLC"),
                        org.assertj.core.groups.Tuple.tuple("FR", "PPLA"));
        List<QueryResponse> first = client.stream(cities(space, query.clone().setLimit(1)));
        List<QueryResponse> rest =
                client.stream(cities(space, query).setContinuation(first.get(1).getContinuation()));
        assertThat(rest).hasSize(3);
    }

    @Test
    void recordsComeInTheOrderInWhichTheyWereWritten() {
        Query.Builder query = Query.newBuilder().addOrderBy(SortKey.newBuilder().setVersion(true));

        assertThat(client.names(space, query)).containsExactly("Lille", "Ghent", "Antwerp", "Brussels");
        query.setOrderBy(0, SortKey.newBuilder().setVersion(true).setDescending(true));
        assertThat(client.names(space, query)).containsExactly("Brussels", "Antwerp", "Ghent", "Lille");
    }

    @Test
    void aSerializableQueryIsOfOneMoment() {
        Query.Builder query = Query.newBuilder()
                .setFilter(filter(field("country").setEquals(text("BE"))))
                .setIsolationLevel(IsolationLevel.ISOLATION_LEVEL_SERIALIZABLE);

        assertThat(client.names(space, query)).containsExactlyInAnyOrder("Ghent", "Antwerp", "Brussels");
    }

    private ExplainResponse explain(Query.Builder query) {
        return client.records()
                .explain(ExplainRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .setQuery(query)
                        .build());
    }

    private List<City> rows(Query.Builder query) {
        return client.stream(cities(space, query)).stream()
                .filter(QueryResponse::hasRecord)
                .map(ProjectionTest::parse)
                .toList();
    }

    private static City parse(QueryResponse response) {
        try {
            return City.parseFrom(response.getRecord().getProtobuf());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static City named(String name) {
        return City.newBuilder().setName(name).build();
    }
}
