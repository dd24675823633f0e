package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.number;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.AggregateFunction;
import io.recordstore.v1.AggregateRequest;
import io.recordstore.v1.AggregateResponse;
import io.recordstore.v1.CountRequest;
import io.recordstore.v1.DeleteRequest;
import io.recordstore.v1.GetRankRequest;
import io.recordstore.v1.GetValueAtRankRequest;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import java.net.URL;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counts, sums, extremes and ranks at the gRPC port. */
@QuarkusTest
class AggregateTest {
    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void load() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("aggregates"));
        space = client.createCities(
                kind(IndexKind.INDEX_KIND_COUNT, "", "country"),
                kind(IndexKind.INDEX_KIND_COUNT_UPDATES, "", "country"),
                kind(IndexKind.INDEX_KIND_COUNT_NOT_NULL, "location.latitude", "country"),
                kind(IndexKind.INDEX_KIND_SUM, "population", "country", "feature_code"),
                kind(IndexKind.INDEX_KIND_MIN, "population", "country"),
                kind(IndexKind.INDEX_KIND_MAX, "population", "country"),
                kind(IndexKind.INDEX_KIND_MIN_EVER, "population"),
                kind(IndexKind.INDEX_KIND_MAX_EVER, "population", "country"),
                kind(IndexKind.INDEX_KIND_RANK, "population"),
                kind(IndexKind.INDEX_KIND_RANK, "population", "country"),
                index("City", "country", "name"));
        client.put(
                space,
                city(1, "Ghent", "BE", 231_493),
                city(2, "Antwerp", "BE", 459_805),
                city(3, "Lille", "FR", 234_475),
                city(4, "Marseille", "FR", 794_811),
                city(5, "Ypres", "BE", 34_900));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private static IndexDefinition kind(IndexKind kind, String path, String... groupBy) {
        IndexDefinition.Builder index = IndexDefinition.newBuilder()
                .setName(
                        (kind.name().toLowerCase() + "_" + path + "_by_" + String.join("_", groupBy)).replace('.', '_'))
                .setRecordType("City")
                .setKind(kind);
        if (!path.isEmpty()) {
            index.addFields(IndexField.newBuilder().setPath(path));
        }
        for (String group : groupBy) {
            index.addGroupBy(IndexField.newBuilder().setPath(group));
        }
        return index.build();
    }

    @Test
    void eachGroupIsCounted() {
        assertThat(groups(AggregateFunction.AGGREGATE_FUNCTION_COUNT, "")).containsExactly("BE=3", "FR=2");
        assertThat(one(AggregateFunction.AGGREGATE_FUNCTION_COUNT, "", "FR")).isEqualTo(2);
    }

    @Test
    void updatesAreCountedWhateverBecameOfTheRecord() {
        client.put(space, city(1, "Gent", "BE", 231_494), city(1, "Ghent", "BE", 231_493));

        assertThat(one(AggregateFunction.AGGREGATE_FUNCTION_COUNT_UPDATES, "", "BE"))
                .isEqualTo(5);
        assertThat(one(AggregateFunction.AGGREGATE_FUNCTION_COUNT, "", "BE")).isEqualTo(3);
    }

    @Test
    void recordsThatLackTheFieldAreNotCounted() {
        client.put(
                space,
                city(6, "Bruges", "BE", 118_656).toBuilder()
                        .setLocation(
                                io.recordstore.demo.v1.Location.newBuilder().setLatitude(51.2))
                        .build());

        assertThat(one(AggregateFunction.AGGREGATE_FUNCTION_COUNT_NOT_NULL, "location.latitude", "BE"))
                .isEqualTo(1);
    }

    @Test
    void sumsAreRolledUpOverGroupsThatNobodyAskedFor() {
        assertThat(groups(AggregateFunction.AGGREGATE_FUNCTION_SUM, "population"))
                .containsExactly("BE=" + (231_493 + 459_805 + 34_900), "FR=" + (234_475 + 794_811));
        client.put(space, city(7, "Depth", "FR", -2_000_000));
        assertThat(one(AggregateFunction.AGGREGATE_FUNCTION_SUM, "population", "FR"))
                .isEqualTo(234_475 + 794_811 - 2_000_000);
    }

    @Test
    void extremesFollowWhatIsDeletedAndWhatEverWasDoesNot() {
        assertThat(groups(AggregateFunction.AGGREGATE_FUNCTION_MAX, "population"))
                .containsExactly("BE=459805", "FR=794811");
        assertThat(groups(AggregateFunction.AGGREGATE_FUNCTION_MIN, "population"))
                .containsExactly("BE=34900", "FR=234475");
        client.records()
                .delete(DeleteRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .addPrimaryKey(number(4))
                        .build());

        assertThat(one(AggregateFunction.AGGREGATE_FUNCTION_MAX, "population", "FR"))
                .isEqualTo(234_475);
        assertThat(one(AggregateFunction.AGGREGATE_FUNCTION_MAX_EVER, "population", "FR"))
                .isEqualTo(794_811);
    }

    @Test
    void groupsArePaged() {
        AggregateRequest.Builder request = request(AggregateFunction.AGGREGATE_FUNCTION_COUNT, "")
                .addGroupBy("country")
                .setPageSize(1);
        AggregateResponse first = client.records().aggregate(request.build());
        AggregateResponse second = client.records()
                .aggregate(request.setPageToken(first.getNextPageToken()).build());

        assertThat(first.getGroups(0).getGroup(0).getStringValue()).isEqualTo("BE");
        assertThat(second.getGroups(0).getGroup(0).getStringValue()).isEqualTo("FR");
        assertThat(first.getNextPageToken()).isNotEmpty();
        assertThat(second.getNextPageToken()).isEmpty();
    }

    @Test
    void withoutAnIndexTheOneToAddIsHandedBack() {
        assertThatThrownBy(() -> client.records()
                        .aggregate(request(AggregateFunction.AGGREGATE_FUNCTION_SUM, "id")
                                .build()))
                .isInstanceOfSatisfying(StatusRuntimeException.class, error -> {
                    assertThat(error.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
                    assertThat(error.getStatus().getDescription()).contains("index of kind SUM on id of City");
                });
    }

    @Test
    void aQueryIsCountedThroughAnyIndex() {
        assertThat(count(CountRequest.newBuilder())).isEqualTo(5);
        assertThat(count(CountRequest.newBuilder()
                        .setFilter(filter(field("country").setEquals(text("BE"))))))
                .isEqualTo(3);
        assertThat(count(CountRequest.newBuilder()
                        .setFilter(filter(field("country").setNotEquals(text("BE"))))))
                .isEqualTo(2);
        assertThat(count(CountRequest.newBuilder()
                        .setFilter(filter(field("country").setEquals(text("XX"))))))
                .isZero();
        assertThatThrownBy(() -> count(CountRequest.newBuilder()
                        .setFilter(filter(field("admin_code").setEquals(text("01"))))))
                .hasMessageContaining("no index serves this query");
    }

    @Test
    void aValueHasARankAndARankAValue() {
        GetRankRequest.Builder rank = GetRankRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .setPath("population");
        GetValueAtRankRequest.Builder value = GetValueAtRankRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .setPath("population");

        assertThat(client.records()
                        .getRank(rank.setValue(number(234_475)).build())
                        .getRank())
                .isEqualTo(2);
        assertThat(client.records().getValueAtRank(value.setRank(2).build()).getValue())
                .isEqualTo(number(234_475));
        rank.setFilter(filter(field("country").setEquals(text("FR"))));
        assertThat(client.records().getRank(rank.build()).getRank()).isZero();
        assertThatThrownBy(
                        () -> client.records().getValueAtRank(value.setRank(5).build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        error -> assertThat(error.getStatus().getCode()).isEqualTo(Code.NOT_FOUND));
    }

    private long count(CountRequest.Builder request) {
        return client.records()
                .count(request.setRecordSpace(space).setRecordType("City").build())
                .getCount();
    }

    private AggregateRequest.Builder request(AggregateFunction function, String path) {
        return AggregateRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .setFunction(function)
                .setPath(path);
    }

    private long one(AggregateFunction function, String path, String country) {
        return client.records()
                .aggregate(request(function, path)
                        .setFilter(filter(field("country").setEquals(text(country))))
                        .build())
                .getGroups(0)
                .getValue()
                .getInt64Value();
    }

    private List<String> groups(AggregateFunction function, String path) {
        return client
                .records()
                .aggregate(request(function, path).addGroupBy("country").build())
                .getGroupsList()
                .stream()
                .map(group -> group.getGroup(0).getStringValue() + "="
                        + group.getValue().getInt64Value())
                .toList();
    }
}
