package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.number;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.DeleteWhereRequest;
import io.recordstore.v1.DeleteWhereResponse;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryEndReason;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.SortKey;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the original record-store did wrong, done right, at the gRPC port. */
@QuarkusTest
class OriginalFeaturesTest {
    private static final int RECORDS = 2_500;

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void load() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("original"));
        space = client.createCities(
                index("City", "country"),
                index("City", "name").toBuilder().setUnique(true).build());
        List<City> cities = IntStream.rangeClosed(1, RECORDS)
                .mapToObj(i -> city(i, "n" + i, i % 5 == 0 ? "BE" : "FR", i))
                .toList();
        Loading.bulkPut(
                client.recordStreams(),
                BulkPutRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .build(),
                cities);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private QueryRequest.Builder french() {
        return ServiceClient.cities(
                space, Query.newBuilder().setFilter(filter(field("country").setEquals(text("FR")))));
    }

    private static Set<Long> ids(List<QueryResponse> responses) {
        Set<Long> ids = new HashSet<>();
        for (QueryResponse response : responses) {
            if (response.hasRecord()) {
                assertThat(ids.add(id(response))).isTrue();
            }
        }
        return ids;
    }

    private static long id(QueryResponse response) {
        try {
            return City.parseFrom(response.getRecord().getProtobuf()).getId();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLongResultIsNotCutShort() {
        List<QueryResponse> responses = client.stream(french());

        assertThat(ids(responses)).hasSize(RECORDS / 5 * 4);
        assertThat(responses.get(responses.size() - 1).getEnd().getReason())
                .isEqualTo(QueryEndReason.QUERY_END_REASON_EXHAUSTED);
    }

    @Test
    void aLimitIsKeptAndSaidAndAContinuationGoesOnAfterIt() {
        QueryRequest.Builder request = french();
        request.getQueryBuilder().setLimit(700);
        List<QueryResponse> all = new ArrayList<>();
        String continuation = "";
        do {
            List<QueryResponse> page = client.stream(request.setContinuation(continuation));
            QueryResponse end = page.remove(page.size() - 1);
            assertThat(page.size()).isLessThanOrEqualTo(700);
            assertThat(end.getEnd().getReason())
                    .isEqualTo(
                            end.getContinuation().isEmpty()
                                    ? QueryEndReason.QUERY_END_REASON_EXHAUSTED
                                    : QueryEndReason.QUERY_END_REASON_LIMIT_REACHED);
            all.addAll(page);
            continuation = end.getContinuation();
        } while (!continuation.isEmpty());

        assertThat(ids(all)).hasSize(RECORDS / 5 * 4);
    }

    @Test
    void everythingIsDeletedWhenThatIsSaid() {
        Iterator<DeleteWhereResponse> progress = client.records()
                .deleteWhere(DeleteWhereRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .setAll(true)
                        .build());
        DeleteWhereResponse last = DeleteWhereResponse.getDefaultInstance();
        while (progress.hasNext()) {
            last = progress.next();
        }

        assertThat(last.getDone()).isTrue();
        assertThat(last.getDeletedCount()).isEqualTo(RECORDS);
        assertThat(ids(client.stream(french()))).isEmpty();
    }

    @Test
    void recordsComeInTheOrderOfTheirPrimaryKeyEitherWay() {
        for (boolean descending : new boolean[] {false, true}) {
            List<Long> ids = client.stream(ServiceClient.cities(
                            space,
                            Query.newBuilder()
                                    .addOrderBy(
                                            SortKey.newBuilder().setPath("id").setDescending(descending))))
                    .stream()
                    .filter(QueryResponse::hasRecord)
                    .map(OriginalFeaturesTest::id)
                    .toList();
            List<Long> expected = new ArrayList<>(
                    IntStream.rangeClosed(1, RECORDS).mapToObj(i -> (long) i).toList());
            if (descending) {
                Collections.reverse(expected);
            }
            assertThat(ids).isEqualTo(expected);
        }
    }

    @Test
    void whatGoesWrongHasACodeOfItsOwn() {
        fails(Code.NOT_FOUND, () -> client.records()
                .get(GetRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .addPrimaryKey(number(RECORDS + 1))
                        .build()));
        fails(Code.NOT_FOUND, () -> client.records()
                .get(GetRequest.newBuilder()
                        .setRecordSpace("none")
                        .setRecordType("City")
                        .addPrimaryKey(number(1))
                        .build()));
        fails(Code.ALREADY_EXISTS, () -> client.put(space, city(RECORDS + 1, "n1", "BE", 1)));
        fails(
                Code.INVALID_ARGUMENT,
                () -> client.stream(ServiceClient.cities(
                        space,
                        Query.newBuilder().setFilter(filter(field("nothing").setEquals(text("FR")))))));
        fails(
                Code.FAILED_PRECONDITION,
                () -> client.stream(ServiceClient.cities(
                        space,
                        Query.newBuilder().setFilter(filter(field("population").setEquals(number(1)))))));
    }

    private static void fails(Code code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, error -> assertThat(
                        error.getStatus().getCode())
                .isEqualTo(code));
    }
}
