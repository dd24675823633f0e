package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.number;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.AggregateFunction;
import io.recordstore.v1.AggregateRequest;
import io.recordstore.v1.CountRequest;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.FilterList;
import io.recordstore.v1.IndexCondition;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import io.recordstore.v1.Query;
import io.recordstore.v1.Value;
import io.recordstore.v1.ValueList;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Indexes on some records serve the queries that ask for no others, and those alone, at the gRPC port. */
@QuarkusTest
class FilteredIndexTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<BiConsumer<IndexCondition.Builder, String>> CONDITIONS = List.of(
            IndexCondition.Builder::setEquals,
            IndexCondition.Builder::setNotEquals,
            IndexCondition.Builder::setLessThan,
            IndexCondition.Builder::setLessThanOrEquals,
            IndexCondition.Builder::setGreaterThan,
            IndexCondition.Builder::setGreaterThanOrEquals);
    private static final List<BiConsumer<FieldFilter.Builder, Value>> COMPARISONS = List.of(
            FieldFilter.Builder::setEquals,
            FieldFilter.Builder::setNotEquals,
            FieldFilter.Builder::setLessThan,
            FieldFilter.Builder::setLessThanOrEquals,
            FieldFilter.Builder::setGreaterThan,
            FieldFilter.Builder::setGreaterThanOrEquals,
            (field, value) ->
                    field.setIn(ValueList.newBuilder().addValues(value).addValues(number(2))));

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("filtered"));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private static IndexDefinition.Builder onName(UnaryOperator<IndexCondition.Builder> condition) {
        return IndexDefinition.newBuilder()
                .setName("some")
                .setRecordType("City")
                .addFields(IndexField.newBuilder().setPath("name"))
                .addWhere(condition.apply(IndexCondition.newBuilder().setPath("population")));
    }

    private static List<Message> cities() {
        List<Message> cities = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            cities.add(city(i + 1, NAMES.get(i % 3), "BE", i % 4));
        }
        return cities;
    }

    private Fixture load(IndexDefinition index) {
        String space = client.createCities(index);
        List<Message> records = cities();
        client.put(space, records.toArray(Message[]::new));
        return new Fixture(client, space, records);
    }

    @Test
    void anIndexIsUsedJustWhereTheQueryImpliesItsCondition() {
        for (int condition = 0; condition < CONDITIONS.size(); condition++) {
            BiConsumer<IndexCondition.Builder, String> set = CONDITIONS.get(condition);
            Fixture cities = load(onName(where -> {
                        set.accept(where, "1");
                        return where;
                    })
                    .build());
            for (int comparison = 0; comparison < COMPARISONS.size(); comparison++) {
                for (int value = 0; value <= 2; value++) {
                    FieldFilter.Builder population = field("population");
                    COMPARISONS.get(comparison).accept(population, number(value));
                    Query query = both(filter(population));
                    boolean isImplied = implies(comparison, value, condition);
                    assertThat(cities.explain(query).getServed())
                            .as("condition %s on 1, %s", condition, query)
                            .isEqualTo(isImplied);
                    if (isImplied) {
                        cities.check(query, new Random(value));
                    }
                }
            }
        }
    }

    /** By all numbers around, in steps that lie between them too. */
    private static boolean implies(int comparison, int value, int condition) {
        return DoubleStream.iterate(-2, number -> number <= 4, number -> number + 0.5)
                .filter(number -> holds(comparison, number, value))
                .allMatch(number -> holds(condition, number, 1));
    }

    /** @param comparison its place in the lists above */
    private static boolean holds(int comparison, double number, int value) {
        return switch (comparison) {
            case 0 -> number == value;
            case 1 -> number != value;
            case 2 -> number < value;
            case 3 -> number <= value;
            case 4 -> number > value;
            case 5 -> number >= value;
            default -> number == value || number == 2;
        };
    }

    private static Query both(Filter population) {
        return Query.newBuilder()
                .setFilter(Filter.newBuilder()
                        .setAnd(FilterList.newBuilder()
                                .addFilters(filter(field("name").setEquals(text("a"))))
                                .addFilters(population)))
                .build();
    }

    @Test
    void zeroBelowZeroIsNoZero() {
        Fixture cities = load(IndexDefinition.newBuilder()
                .setName("north")
                .setRecordType("City")
                .addFields(IndexField.newBuilder().setPath("name"))
                .addWhere(
                        IndexCondition.newBuilder().setPath("location.latitude").setGreaterThanOrEquals("0"))
                .build());
        Filter fromMinusZero = filter(field("location.latitude")
                .setGreaterThanOrEquals(Value.newBuilder().setDoubleValue(-0.0)));
        Filter fromZero = filter(field("location.latitude")
                .setGreaterThanOrEquals(Value.newBuilder().setDoubleValue(0.0)));

        assertThat(cities.explain(both(fromMinusZero)).getServed()).isFalse();
        assertThat(cities.explain(both(fromZero)).getServed()).isTrue();
    }

    @Test
    void aConditionUnderOrOrNotImpliesNothing() {
        Fixture cities = load(onName(where -> where.setEquals("1")).build());
        Filter one = filter(field("population").setEquals(number(1)));
        Filter two = filter(field("population").setEquals(number(2)));

        assertThat(cities.explain(both(one)).getServed()).isTrue();
        assertThat(cities.explain(both(Filter.newBuilder()
                                .setOr(FilterList.newBuilder().addFilters(one).addFilters(two))
                                .build()))
                        .getServed())
                .isFalse();
        assertThat(cities.explain(both(Filter.newBuilder().setNot(one).build())).getServed())
                .isFalse();
    }

    @Test
    void anAggregateOfSomeRecordsIsReadByTheVeryConditionsOfItsIndex() {
        String space = client.createCities(IndexDefinition.newBuilder()
                .setName("large")
                .setRecordType("City")
                .setKind(IndexKind.INDEX_KIND_COUNT)
                .addGroupBy(IndexField.newBuilder().setPath("name"))
                .addWhere(IndexCondition.newBuilder().setPath("population").setGreaterThan("1"))
                .build());
        client.put(space, cities().toArray(Message[]::new));
        Filter large = filter(field("population").setGreaterThan(number(1)));

        assertThat(client.records()
                        .count(CountRequest.newBuilder()
                                .setRecordSpace(space)
                                .setRecordType("City")
                                .setFilter(both(large).getFilter())
                                .build())
                        .getCount())
                .isEqualTo(cities().stream()
                        .filter(record -> PlainEvaluation.matches(both(large).getFilter(), record))
                        .count());
        assertThat(client.records()
                        .aggregate(AggregateRequest.newBuilder()
                                .setRecordSpace(space)
                                .setRecordType("City")
                                .setFunction(AggregateFunction.AGGREGATE_FUNCTION_COUNT)
                                .addGroupBy("name")
                                .setFilter(large)
                                .build())
                        .getGroupsCount())
                .isEqualTo(NAMES.size());
    }
}
