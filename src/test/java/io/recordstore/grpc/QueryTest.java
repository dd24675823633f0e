package io.recordstore.grpc;

import static io.recordstore.grpc.ServiceClient.cities;
import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.number;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.v1.ExplainRequest;
import io.recordstore.v1.ExplainResponse;
import io.recordstore.v1.Filter;
import io.recordstore.v1.FilterList;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryEndReason;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.SortKey;
import io.recordstore.v1.ValueList;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queries at the gRPC port. */
@QuarkusTest
class QueryTest {
    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("queries"));
        space = client.createCities(
                index("City", "country"), index("City", "country", "population"), index("City", "name"));
        client.put(
                space,
                city(1, "Ghent", "BE", 231_493),
                city(2, "Antwerp", "BE", 459_805),
                city(3, "Lille", "FR", 234_475),
                city(4, "Marseille", "FR", 794_811),
                city(5, "Nowhere", "", 0));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aComparisonSelectsByAnIndex() {
        assertThat(names(filter(field("country").setEquals(text("BE"))))).containsExactlyInAnyOrder("Ghent", "Antwerp");
        assertThat(names(filter(field("name").setGreaterThan(text("Lille")))))
                .containsExactlyInAnyOrder("Marseille", "Nowhere");
        assertThat(names(filter(field("name").setGreaterThanOrEquals(text("Lille")))))
                .containsExactlyInAnyOrder("Lille", "Marseille", "Nowhere");
        assertThat(names(filter(field("name").setLessThan(text("Ghent"))))).containsExactly("Antwerp");
        assertThat(names(filter(field("name").setLessThanOrEquals(text("Ghent")))))
                .containsExactlyInAnyOrder("Antwerp", "Ghent");
        assertThat(names(filter(field("name").setStartsWith(text("Ma"))))).containsExactly("Marseille");
        assertThat(names(filter(field("country").setNotEquals(text("BE")))))
                .containsExactlyInAnyOrder("Lille", "Marseille", "Nowhere");
        assertThat(names(filter(field("name")
                        .setIn(ValueList.newBuilder()
                                .addValues(text("Lille"))
                                .addValues(text("Ghent"))
                                .addValues(text("Paris"))))))
                .containsExactlyInAnyOrder("Lille", "Ghent");
    }

    @Test
    void anEmptyProto3StringIsAValueLikeAnyOther() {
        assertThat(names(filter(field("country").setEquals(text(""))))).containsExactly("Nowhere");
        Errors.of(() -> names(filter(field("country").setIsNull(true))))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("query.filter.field.is_null")
                .says("optional");
    }

    @Test
    void conditionsCombine() {
        Filter belgian = filter(field("country").setEquals(text("BE")));
        Filter french = filter(field("country").setEquals(text("FR")));
        Filter large = filter(field("population").setGreaterThan(number(300_000)));

        assertThat(names(and(belgian, large))).containsExactly("Antwerp");
        assertThat(names(or(and(belgian, large), and(french, large))))
                .containsExactlyInAnyOrder("Antwerp", "Marseille");
        assertThat(names(and(belgian, Filter.newBuilder().setNot(large).build())))
                .containsExactly("Ghent");
    }

    @Test
    void rowsComeInTheOrderOfAnIndexUpToTheLimit() {
        Query.Builder byPopulation = Query.newBuilder()
                .setFilter(filter(field("country").setEquals(text("FR"))))
                .addOrderBy(SortKey.newBuilder().setPath("population").setDescending(true));

        assertThat(client.names(space, byPopulation)).containsExactly("Marseille", "Lille");

        List<QueryResponse> one = client.stream(cities(space, byPopulation.setLimit(1)));
        assertThat(one).hasSize(2);
        assertThat(one.get(1).getEnd().getReason()).isEqualTo(QueryEndReason.QUERY_END_REASON_LIMIT_REACHED);
        assertThat(client.names(
                        space,
                        Query.newBuilder().addOrderBy(SortKey.newBuilder().setPath("name"))))
                .containsExactly("Antwerp", "Ghent", "Lille", "Marseille", "Nowhere");
    }

    @Test
    void aQueryGoesOnFromEveryMessage() {
        Query.Builder query = Query.newBuilder().addOrderBy(SortKey.newBuilder().setPath("name"));
        List<QueryResponse> all = client.stream(cities(space, query));
        assertThat(all.get(all.size() - 1).getEnd().getReason()).isEqualTo(QueryEndReason.QUERY_END_REASON_EXHAUSTED);

        for (int i = 0; i < all.size() - 1; i++) {
            List<QueryResponse> rest = client.stream(
                    cities(space, query).setContinuation(all.get(i).getContinuation()));

            assertThat(rest.stream().map(QueryResponse::getRecord).toList())
                    .isEqualTo(all.subList(i + 1, all.size()).stream()
                            .map(QueryResponse::getRecord)
                            .toList());
        }
    }

    @Test
    void aStreamOfManyPagesReturnsEveryRecordOnce() {
        List<Long> ids = new ArrayList<>();
        for (long id = 100; id < 1_300; id++) {
            client.put(space, city(id, "Springfield", "US", id));
            ids.add(id);
        }

        List<Long> found = client.stream(cities(
                        space,
                        Query.newBuilder()
                                .setFilter(filter(field("country").setEquals(text("US"))))
                                .addOrderBy(SortKey.newBuilder().setPath("population"))))
                .stream()
                .filter(QueryResponse::hasRecord)
                .map(response -> ServiceClient.parse(response).getId())
                .toList();

        assertThat(found).isEqualTo(ids);
    }

    @Test
    void aQueryWithoutAnIndexIsRefusedWithTheIndexThatServesIt() {
        Filter large = filter(field("population").setGreaterThan(number(300_000)));

        Errors refused = Errors.of(() -> names(large));

        refused.hasCode(Code.FAILED_PRECONDITION).hasReason("INDEX_REQUIRED").says("or set allow_scan");
        IndexDefinition missing = refused.detail(IndexDefinition.class).orElseThrow();
        client.schemas().applySchema(ServiceClient.citySchema(space, missing));
        assertThat(names(large)).containsExactlyInAnyOrder("Antwerp", "Marseille");
    }

    @Test
    void anOrderWithoutAnIndexIsRefusedWithTheIndexThatServesIt() {
        Query.Builder byPopulation =
                Query.newBuilder().addOrderBy(SortKey.newBuilder().setPath("population"));

        Errors.of(() -> client.names(space, byPopulation.clone().setAllowScan(true)))
                .hasReason("INDEX_REQUIRED")
                .doesNotSay("allow_scan");
        IndexDefinition missing = Errors.of(() -> client.names(space, byPopulation))
                .hasReason("INDEX_REQUIRED")
                .doesNotSay("allow_scan")
                .detail(IndexDefinition.class)
                .orElseThrow();

        client.schemas().applySchema(ServiceClient.citySchema(space, missing));
        assertThat(client.names(space, byPopulation))
                .containsExactly("Nowhere", "Ghent", "Lille", "Antwerp", "Marseille");
    }

    @Test
    void aScanIsRunWhenItIsAllowed() {
        assertThat(client.names(
                        space,
                        Query.newBuilder()
                                .setFilter(filter(field("population").setGreaterThan(number(300_000))))
                                .setAllowScan(true)))
                .containsExactlyInAnyOrder("Antwerp", "Marseille");
    }

    @Test
    void anExplanationNamesTheIndexesOrTheOneThatIsMissing() {
        ExplainResponse served = explain(filter(field("country").setEquals(text("BE"))));
        ExplainResponse refused = explain(filter(field("population").setEquals(number(1))));

        assertThat(served.getServed()).isTrue();
        assertThat(served.getIndexesList()).containsAnyOf("by_country", "by_country_population");
        assertThat(refused.getServed()).isFalse();
        assertThat(refused.getRequiredIndex().getFields(0).getPath()).isEqualTo("population");
    }

    @Test
    void aFieldThatIsNotThereIsNamedWithThoseThatAre() {
        Errors.of(() -> names(and(filter(field("mayor").setEquals(text("x"))))))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("query.filter.and.filters[0].field.path")
                .says("mayor", "population");
    }

    @Test
    void aValueOfAnotherTypeIsRefused() {
        Errors.of(() -> names(filter(field("name").setEquals(number(1)))))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("query.filter.field.equals")
                .says("string_value");
    }

    @Test
    void aForgedOrForeignContinuationIsRefused() {
        Query.Builder query = Query.newBuilder().addOrderBy(SortKey.newBuilder().setPath("name"));
        String continuation =
                client.stream(cities(space, query.clone().setLimit(1))).get(0).getContinuation();
        String otherSpace = client.createCities(index("City", "name"));

        for (String forged : List.of("x", "AAAA", continuation.substring(1), continuation + "A")) {
            refusesContinuation(cities(space, query), forged);
        }
        refusesContinuation(cities(otherSpace, query), continuation);
        refusesContinuation(
                cities(space, query.clone().setFilter(filter(field("name").setEquals(text("Ghent"))))), continuation);
    }

    private void refusesContinuation(QueryRequest.Builder request, String continuation) {
        Errors.of(() -> client.stream(request.setContinuation(continuation)))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("continuation");
    }

    private ExplainResponse explain(Filter filter) {
        return client.records()
                .explain(ExplainRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .setQuery(Query.newBuilder().setFilter(filter))
                        .build());
    }

    private List<String> names(Filter filter) {
        return client.names(space, Query.newBuilder().setFilter(filter));
    }

    private static Filter and(Filter... filters) {
        return Filter.newBuilder().setAnd(list(filters)).build();
    }

    private static Filter or(Filter... filters) {
        return Filter.newBuilder().setOr(list(filters)).build();
    }

    private static FilterList list(Filter... filters) {
        return FilterList.newBuilder().addAllFilters(List.of(filters)).build();
    }
}
