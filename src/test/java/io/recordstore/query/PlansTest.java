package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.number;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.ExplainRequest;
import io.recordstore.v1.Filter;
import io.recordstore.v1.Query;
import io.recordstore.v1.SortKey;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One plan serves all queries of a shape, with each query's own values, at the gRPC port. */
@QuarkusTest
class PlansTest {
    @TestHTTPResource("/")
    URL server;

    @Inject
    MeterRegistry meters;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void load() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("plans"));
        space = client.createCities(index("City", "country", "population"), index("City", "name"));
        client.put(space, city(1, "Ghent", "BE", 5), city(2, "Lille", "FR", 7), city(3, "Paris", "FR", 9));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void otherValuesNeedNoOtherPlan() {
        assertThat(names(of("BE", 1))).containsExactly("Ghent");
        double made = made();

        assertThat(names(of("FR", 8))).containsExactly("Paris");
        assertThat(names(of("FR", 1))).containsExactly("Lille", "Paris");
        assertThat(made()).isEqualTo(made);
    }

    @Test
    void anotherFieldOrComparisonOrOrderNeedsAnotherPlan() {
        Filter byName = filter(field("name").setGreaterThanOrEquals(text("L")));
        Filter byCountry = filter(field("country").setGreaterThanOrEquals(text("L")));
        Filter startingWith = filter(field("name").setStartsWith(text("L")));
        SortKey.Builder order = SortKey.newBuilder().setPath("name").setDescending(true);

        assertThat(names(Query.newBuilder().setFilter(byName))).containsExactly("Lille", "Paris");
        assertThat(names(Query.newBuilder().setFilter(byCountry))).isEmpty();
        assertThat(names(Query.newBuilder().setFilter(startingWith))).containsExactly("Lille");
        assertThat(names(Query.newBuilder().setFilter(byName).addOrderBy(order)))
                .containsExactly("Paris", "Lille");
    }

    @Test
    void aNewIndexIsUsedThoughThePlanWithoutItIsKnown() {
        Query.Builder query = of("FR", 8);
        assertThat(indexes(query)).containsExactly("by_country_population");
        client.schemas().applySchema(ServiceClient.citySchema(space, index("City", "population", "country")));

        assertThat(indexes(query)).containsExactly("by_population_country");
        assertThat(names(query)).containsExactly("Paris");
    }

    @Test
    void anExplanationHasTheQuerysOwnValues() {
        explain(of("BE", 1));

        assertThat(explain(of("FR", 8))).contains("EQUALS FR", "GREATER_THAN 8").doesNotContain("$");
    }

    private static Query.Builder of(String country, long population) {
        return Query.newBuilder()
                .setFilter(CountriesTest.and(
                        filter(field("country").setEquals(text(country))),
                        filter(field("population").setGreaterThan(number(population)))));
    }

    private List<String> names(Query.Builder query) {
        return client.names(space, query);
    }

    private List<String> indexes(Query.Builder query) {
        return client.records().explain(request(query)).getIndexesList();
    }

    private String explain(Query.Builder query) {
        return client.records().explain(request(query)).getPlan();
    }

    private ExplainRequest request(Query.Builder query) {
        return ExplainRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .setQuery(query)
                .build();
    }

    private double made() {
        return meters.get("recordstore.query.plans.made").counter().count();
    }
}
