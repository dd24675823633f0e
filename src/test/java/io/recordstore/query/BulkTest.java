package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.number;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Lists;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.BatchGetRequest;
import io.recordstore.v1.BatchGetResponse;
import io.recordstore.v1.BulkPutFailure;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import io.recordstore.v1.DeleteWhereRequest;
import io.recordstore.v1.DeleteWhereResponse;
import io.recordstore.v1.ExportRequest;
import io.recordstore.v1.ExportResponse;
import io.recordstore.v1.PrimaryKey;
import io.recordstore.v1.PutMode;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls about many records at the gRPC port. */
@QuarkusTest
class BulkTest {
    private static final int MANY = 1_000;

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("bulk"));
        space = client.createCities(
                index("City", "country"),
                index("City", "name").toBuilder().setUnique(true).build());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aStreamIsWrittenAndWhatIsRefusedIsReported() {
        List<City> cities = new ArrayList<>(cities(500));
        cities.set(100, city(1_001, cities.get(7).getName(), "BE", 1));
        cities.set(200, city(0, "no key", "BE", 1));

        BulkPutResponse response = Loading.bulkPut(client.recordStreams(), first().build(), cities);

        assertThat(response.getReceivedCount()).isEqualTo(500);
        assertThat(response.getWrittenCount()).isEqualTo(498);
        assertThat(response.getFailuresList())
                .extracting(BulkPutFailure::getIndex, BulkPutFailure::getReason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(100L, "NOT_UNIQUE"),
                        org.assertj.core.groups.Tuple.tuple(200L, "INVALID_REQUEST"));
        assertThat(client.count(space)).isEqualTo(498);
    }

    @Test
    void aStreamThatIsSentAgainGoesOnWhereItBroke() {
        BulkPutRequest.Builder first = first().setMode(PutMode.PUT_MODE_INSERT).setBulkId("nightly");
        List<City> cities = cities(MANY);
        Loading.bulkPut(client.recordStreams(), first.build(), cities.subList(0, 450));

        BulkPutResponse response = Loading.bulkPut(client.recordStreams(), first.build(), cities);

        assertThat(response.getResumedCount()).isEqualTo(450);
        assertThat(response.getWrittenCount()).isEqualTo(MANY);
        assertThat(response.getFailedCount()).isZero();
        assertThat(client.count(space)).isEqualTo(MANY);
    }

    @Test
    void severalRecordsComeInTheOrderOfTheirKeys() {
        client.put(space, city(1, "Ghent", "BE", 1), city(2, "Antwerp", "BE", 2));

        BatchGetResponse response = client.records()
                .batchGet(BatchGetRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .addPrimaryKeys(PrimaryKey.newBuilder().addValues(number(2)))
                        .addPrimaryKeys(PrimaryKey.newBuilder().addValues(number(9)))
                        .addPrimaryKeys(PrimaryKey.newBuilder().addValues(number(1)))
                        .build());

        assertThat(response.getResultsList())
                .extracting(result -> result.hasRecord())
                .containsExactly(true, false, true);
        assertThat(response.getResults(0).getRecord().getVersion().size()).isEqualTo(12);
        assertThatThrownBy(() -> client.records()
                        .batchGet(BatchGetRequest.newBuilder()
                                .setRecordSpace(space)
                                .setRecordType("City")
                                .addPrimaryKeys(PrimaryKey.newBuilder().addValues(text("x")))
                                .build()))
                .hasMessageContaining("primary_keys[0].values[0]");
    }

    @Test
    void whatAFilterSelectsIsDeletedInSeveralTransactions() {
        Loading.bulkPut(client.recordStreams(), first().build(), cities(MANY));

        List<DeleteWhereResponse> progress = Lists.newArrayList(client.records()
                .deleteWhere(deletion()
                        .setFilter(filter(field("country").setEquals(text("BE"))))
                        .build()));

        assertThat(progress).hasSizeGreaterThan(1);
        assertThat(progress.get(progress.size() - 1).getDone()).isTrue();
        assertThat(progress.get(progress.size() - 1).getDeletedCount()).isEqualTo(MANY / 2);
        assertThat(client.count(space)).isEqualTo(MANY / 2);
    }

    @Test
    void aDeletionGoesOnFromItsContinuation() {
        Loading.bulkPut(client.recordStreams(), first().build(), cities(MANY));
        DeleteWhereRequest.Builder request =
                deletion().setFilter(filter(field("country").setEquals(text("FR"))));
        DeleteWhereResponse begun =
                client.records().deleteWhere(request.build()).next();

        client.records()
                .deleteWhere(request.setContinuation(begun.getContinuation()).build())
                .forEachRemaining(progress -> {});

        assertThat(client.count(space)).isEqualTo(MANY / 2);
    }

    @Test
    void everythingIsDeletedOnlyWhenThatIsSaid() {
        Loading.bulkPut(client.recordStreams(), first().build(), cities(300));

        assertThatThrownBy(
                        () -> client.records().deleteWhere(deletion().build()).hasNext())
                .hasMessageContaining("set all");
        assertThatThrownBy(() -> client.records()
                        .deleteWhere(deletion()
                                .setFilter(filter(field("admin_code").setEquals(text("1"))))
                                .build())
                        .hasNext())
                .hasMessageContaining("no index serves this query");
        assertThat(client.count(space)).isEqualTo(300);
        client.records().deleteWhere(deletion().setAll(true).build()).forEachRemaining(progress -> {});
        assertThat(client.count(space)).isZero();
    }

    @Test
    void anExportReturnsEveryRecordOnceAlsoWhenItGoesOnLater() {
        Loading.bulkPut(client.recordStreams(), first().build(), cities(MANY));
        ExportRequest.Builder request =
                ExportRequest.newBuilder().setRecordSpace(space).setRecordType("City");
        Set<Object> seen = new HashSet<>();
        String continuation = "";
        var begun = client.records().export(request.build());
        for (int i = 0; i < 333; i++) {
            ExportResponse response = begun.next();
            seen.add(response.getRecord().getProtobuf());
            continuation = response.getContinuation();
        }
        client.put(space, city(10_000, "later", "BE", 1));
        List<ExportResponse> rest = Lists.newArrayList(
                client.records().export(request.setContinuation(continuation).build()));
        rest.subList(0, rest.size() - 1)
                .forEach(response ->
                        assertThat(seen.add(response.getRecord().getProtobuf())).isTrue());

        assertThat(seen).hasSize(MANY + 1);
        assertThat(rest.get(rest.size() - 1).hasRecord()).isFalse();
        assertThat(rest.get(rest.size() - 1).getContinuation()).isEmpty();
    }

    private BulkPutRequest.Builder first() {
        return BulkPutRequest.newBuilder().setRecordSpace(space).setRecordType("City");
    }

    private DeleteWhereRequest.Builder deletion() {
        return DeleteWhereRequest.newBuilder().setRecordSpace(space).setRecordType("City");
    }

    private static List<City> cities(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> city(i, "city " + i, i % 2 == 0 ? "BE" : "FR", i))
                .toList();
    }
}
