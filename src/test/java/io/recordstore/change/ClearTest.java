package io.recordstore.change;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.Errors;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.ClearRecordSpaceRequest;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.DataKey;
import io.recordstore.v1.GetKeysRequest;
import io.recordstore.v1.GetRankRequest;
import io.recordstore.v1.GetRecordSpaceRequest;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import io.recordstore.v1.Leaderboard;
import io.recordstore.v1.LeaderboardWindow;
import io.recordstore.v1.LeaderboardWindows;
import io.recordstore.v1.ListIndexesRequest;
import io.recordstore.v1.PutMode;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.RecordSpace;
import io.recordstore.v1.RotateKeysRequest;
import io.recordstore.v1.SortKey;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.Write;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ClearRecordSpace at the gRPC port: what goes, what stays, and who is told. */
@QuarkusTest
class ClearTest {
    private static final String TENANT = "clears";
    private static final long PATIENCE_SECONDS = 60;

    private static final IndexDefinition BY_COUNTRY = index("City", "country");
    private static final IndexDefinition BY_NAME =
            index("City", "name").toBuilder().setUnique(true).build();
    private static final IndexDefinition RANKED = IndexDefinition.newBuilder()
            .setName("largest")
            .setRecordType("City")
            .setKind(IndexKind.INDEX_KIND_TIME_WINDOW_LEADERBOARD)
            .addFields(IndexField.newBuilder().setPath("population"))
            .addFields(IndexField.newBuilder().setPath("id"))
            .setLeaderboard(Leaderboard.newBuilder()
                    .setHighScoreFirst(true)
                    .setAllTime(true)
                    .addWindows(LeaderboardWindows.newBuilder()
                            .setType(1)
                            .setInterval(100)
                            .setDuration(100)
                            .setCount(2)))
            .build();

    @TestHTTPResource("/")
    URL server;

    private final List<AutoCloseable> open = new ArrayList<>();
    private ServiceClient client;
    private String space;

    @BeforeEach
    void fill() {
        client = connect(TestTokens.admin(TENANT));
        space = "test/" + UUID.randomUUID();
        client.spaces()
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .putLabels("team", "shop")
                        .setTtl(Durations.fromHours(1))
                        .setChangeRetention(ChangeRetention.newBuilder().setDuration(Durations.fromHours(1)))
                        .build());
        client.schemas().applySchema(ServiceClient.citySchema(space, BY_COUNTRY));
        client.schemas().applySchema(ServiceClient.citySchema(space, BY_COUNTRY, BY_NAME, RANKED));
        client.put(
                space,
                city(1, "Ghent", "BE", 231_493),
                city(2, "Bruges", "BE", 118_284),
                city(3, "Lille", "FR", 234_475));
    }

    private ServiceClient connect(String token) {
        ServiceClient connected = new ServiceClient(server.getPort(), token);
        open.add(connected);
        return connected;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void recordsIndexesAndCountsAreGoneAndTheRestStays() {
        RecordSpace before = client.spaces()
                .getRecordSpace(
                        GetRecordSpaceRequest.newBuilder().setRecordSpace(space).build())
                .getRecordSpace();

        RecordSpace cleared = clear();

        assertThat(cleared).isEqualTo(before);
        assertThat(cleared.getSchemaVersion()).isEqualTo(2);
        assertThat(client.count(space)).isZero();
        assertThat(client.names(space, byCountry("BE"))).isEmpty();
        Errors.of(() -> client.records()
                        .get(GetRequest.newBuilder()
                                .setRecordSpace(space)
                                .setRecordType("City")
                                .addPrimaryKey(ServiceClient.number(1))
                                .build()))
                .hasCode(Code.NOT_FOUND);
        assertThat(client.schemas()
                        .listIndexes(ListIndexesRequest.newBuilder()
                                .setRecordSpace(space)
                                .build())
                        .getIndexesList())
                .hasSize(3)
                .allSatisfy(index -> assertThat(index.getState().name()).isEqualTo("INDEX_STATE_READABLE"));
    }

    @Test
    void itIsFilledAgainWithAllOfItsIndexes() {
        clear();

        client.put(space, city(4, "Ghent", "US", 10), city(1, "Namur", "BE", 30));

        assertThat(client.names(space, byCountry("BE"))).containsExactly("Namur");
        assertThat(client.count(space)).isEqualTo(2);
        Errors.of(() -> client.put(space, city(5, "Ghent", "BE", 1))).hasCode(Code.ALREADY_EXISTS);
        assertThat(rank(0, 10)).isEqualTo(1);
        assertThat(rank(1, 30)).isZero();
    }

    private long rank(int type, long population) {
        return client.records()
                .getRank(GetRankRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .setPath("population")
                        .setValue(ServiceClient.number(population))
                        .setWindow(LeaderboardWindow.newBuilder().setType(type))
                        .build())
                .getRank();
    }

    @Test
    void theDataKeyIsANewOneAndARotationThatRanIsOver() {
        client.spaces()
                .rotateKeys(RotateKeysRequest.newBuilder().setRecordSpace(space).build());
        List<DataKey> before = keys();

        clear();

        assertThat(keys()).hasSize(1).doesNotContainAnyElementsOf(before);
        client.put(space, city(1, "Ghent", "BE", 1));
        assertThat(client.spaces()
                        .rotateKeys(RotateKeysRequest.newBuilder()
                                .setRecordSpace(space)
                                .build())
                        .getKeys()
                        .getRotation()
                        .getRecordsResealed())
                .isEqualTo(1);
    }

    private List<DataKey> keys() {
        return client.spaces()
                .getKeys(GetKeysRequest.newBuilder().setRecordSpace(space).build())
                .getKeys()
                .getDataKeysList();
    }

    @Test
    void aContinuationOfBeforeIsRefused() {
        QueryRequest.Builder request = QueryRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .setQuery(Query.newBuilder()
                        .addOrderBy(SortKey.newBuilder().setPath("name"))
                        .setLimit(1));
        QueryResponse first = client.stream(request).get(0);

        clear();

        Errors.of(() -> client.stream(request.clone().setContinuation(first.getContinuation())))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("continuation");
    }

    @Test
    void whoWatchesIsToldThatHistoryIsGoneAndSoIsWhoResumes() {
        WatchClient watch = watch(WatchRequest.newBuilder().setRecordSpace(space));
        String token = watch.progress().getResumeToken();

        clear();

        Errors.of(() -> {
                    throw watch.failure();
                })
                .hasCode(Code.OUT_OF_RANGE)
                .hasReason("HISTORY_TRIMMED");
        WatchClient resumed =
                watch(WatchRequest.newBuilder().setRecordSpace(space).setResumeToken(token));
        Errors.of(resumed::any).hasCode(Code.OUT_OF_RANGE).hasReason("HISTORY_TRIMMED");
        client.put(space, city(9, "Mons", "BE", 1));
        WatchClient again =
                watch(WatchRequest.newBuilder().setRecordSpace(space).setBeginning(true));
        assertThat(again.next().getTransaction().getChangesList()).hasSize(1);
    }

    private WatchClient watch(WatchRequest.Builder request) {
        WatchClient watch = WatchClient.open(client, request);
        open.add(watch);
        return watch;
    }

    @Test
    void aCommitOfBeforeIsNotMadeOnceMoreWhenItIsSentAgain() {
        CommitRequest request = CommitRequest.newBuilder()
                .setRecordSpace(space)
                .setRequestId("once")
                .addWrites(Write.newBuilder()
                        .setPut(PutWrite.newBuilder()
                                .setRecordType("City")
                                .setMode(PutMode.PUT_MODE_INSERT)
                                .setProtobuf(city(7, "Mons", "BE", 1).toByteString())))
                .build();
        var committed = client.transactions().commit(request);

        clear();

        assertThat(client.transactions().commit(request))
                .isEqualTo(committed.toBuilder().setRepeatedRequest(true).build());
        assertThat(client.count(space)).isZero();
    }

    /** Each commit puts the same two records: whatever was cleared in between, both are there or neither is. */
    @Test
    void whoWritesMeanwhileComesWhollyBeforeOrAfter() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        CommitRequest both = CommitRequest.newBuilder()
                .setRecordSpace(space)
                .addWrites(put(100))
                .addWrites(put(101))
                .build();
        List<CompletableFuture<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            writers.add(CompletableFuture.supplyAsync(() -> commitUntil(isOver, both)));
        }
        for (int i = 0; i < 20; i++) {
            clear();
            assertThat(client.count(space)).isIn(0L, 2L);
            assertThat(client.names(space, byCountry("BE")).size()).isIn(0, 2);
        }
        isOver.set(true);
        for (CompletableFuture<Integer> writer : writers) {
            assertThat(writer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isPositive();
        }
        client.transactions().commit(both);
        assertThat(client.count(space)).isEqualTo(2);
        assertThat(client.names(space, byCountry("BE"))).hasSize(2);
        clear();
        assertThat(client.count(space)).isZero();
    }

    private static Write put(long id) {
        return Write.newBuilder()
                .setPut(PutWrite.newBuilder()
                        .setRecordType("City")
                        .setProtobuf(city(id, "city" + id, "BE", id).toByteString()))
                .build();
    }

    private int commitUntil(AtomicBoolean isOver, CommitRequest request) {
        int commits = 0;
        while (!isOver.get() || commits == 0) {
            try {
                client.transactions().commit(request);
                commits++;
            } catch (StatusRuntimeException conflict) {
                assertThat(conflict.getStatus().getCode()).isEqualTo(Code.ABORTED);
            }
        }
        return commits;
    }

    @Test
    void oneWithoutASchemaIsClearedToo() {
        String empty = client.createSpace();

        assertThat(clear(client, empty).getSchemaVersion()).isZero();
    }

    @Test
    void itTakesTheRightToAdministerAndARecordSpace() {
        ServiceClient writer = connect(
                TestTokens.rights(TENANT, "*", Operation.READ, Operation.WRITE, Operation.DELETE, Operation.SCHEMA));

        Errors.of(() -> clear(writer, space)).hasCode(Code.PERMISSION_DENIED);
        Errors.of(() -> clear(client, "test/nowhere")).hasCode(Code.NOT_FOUND);
        assertThat(client.count(space)).isEqualTo(3);
    }

    private RecordSpace clear() {
        return clear(client, space);
    }

    private static RecordSpace clear(ServiceClient by, String name) {
        return by.spaces()
                .clearRecordSpace(ClearRecordSpaceRequest.newBuilder()
                        .setRecordSpace(name)
                        .build())
                .getRecordSpace();
    }

    private static Query.Builder byCountry(String country) {
        return Query.newBuilder().setFilter(filter(field("country").setEquals(text(country))));
    }
}
