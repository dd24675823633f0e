package io.recordstore.change;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.number;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status.Code;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.Errors;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.query.Loading;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.Change;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.ChangeValues;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CommitResponse;
import io.recordstore.v1.CountRequest;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.DeleteRequest;
import io.recordstore.v1.DiffRequest;
import io.recordstore.v1.DiffResponse;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import io.recordstore.v1.Moment;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.SortKey;
import io.recordstore.v1.UpdateRecordSpaceRequest;
import io.recordstore.v1.Value;
import io.recordstore.v1.Write;
import jakarta.inject.Inject;
import java.net.URL;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was, at the gRPC port: Get, Query and Count at a moment, and Diff. */
@QuarkusTest
class PastTest {
    private static final String TENANT = "pasts";
    private static final IndexDefinition COUNTED = IndexDefinition.newBuilder()
            .setName("counted")
            .setRecordType("City")
            .setKind(IndexKind.INDEX_KIND_COUNT)
            .addGroupBy(IndexField.newBuilder().setPath("country"))
            .build();

    @TestHTTPResource("/")
    URL server;

    @Inject
    Transactions transactions;

    @Inject
    Trims trims;

    @Inject
    @Root
    Subspace root;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void create() {
        client = new ServiceClient(server.getPort(), TestTokens.admin(TENANT));
        space = "test/" + UUID.randomUUID();
        client.spaces()
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .setChangeRetention(kept(ChangeValues.CHANGE_VALUES_BEFORE_AND_AFTER))
                        .build());
        client.schemas().applySchema(ServiceClient.citySchema(space, index("City", "country", "population"), COUNTED));
    }

    private static ChangeRetention.Builder kept(ChangeValues values) {
        return ChangeRetention.newBuilder().setDuration(Durations.fromHours(1)).setValues(values);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private static Moment version(ByteString version) {
        return Moment.newBuilder().setVersion(version).build();
    }

    private static Moment time(Instant time) {
        return Moment.newBuilder()
                .setTime(Timestamps.fromMillis(time.toEpochMilli()))
                .build();
    }

    private GetRequest get(long id, Moment at) {
        return GetRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .addPrimaryKey(number(id))
                .setAt(at)
                .build();
    }

    private String name(long id, Moment at) {
        try {
            return City.parseFrom(client.records().get(get(id, at)).getRecord().getProtobuf())
                    .getName();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private ByteString delete(long id) {
        return client.records()
                .delete(DeleteRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .addPrimaryKey(number(id))
                        .build())
                .getVersion();
    }

    private CommitResponse commit(City... cities) {
        CommitRequest.Builder request = CommitRequest.newBuilder().setRecordSpace(space);
        for (City city : cities) {
            request.addWrites(Write.newBuilder()
                    .setPut(PutWrite.newBuilder().setRecordType("City").setProtobuf(city.toByteString())));
        }
        return client.transactions().commit(request.build());
    }

    private static Query.Builder belgian() {
        return Query.newBuilder()
                .setFilter(filter(field("country").setEquals(text("BE"))))
                .addOrderBy(SortKey.newBuilder().setPath("population"));
    }

    private QueryRequest.Builder query(Query.Builder query, Moment at) {
        return ServiceClient.cities(space, query).setAt(at);
    }

    private List<String> names(Query.Builder query, Moment at) {
        return client.stream(query(query, at)).stream()
                .filter(QueryResponse::hasRecord)
                .map(response -> ServiceClient.parse(response).getName())
                .toList();
    }

    private void keep(ChangeValues values) {
        client.spaces()
                .updateRecordSpace(UpdateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .setChangeRetention(kept(values))
                        .build());
    }

    private long bulkPut(LongStream ids, String country) {
        List<Message> cities =
                ids.<Message>mapToObj(id -> city(id, "c" + id, country, id)).toList();
        return Loading.bulkPut(
                        client.recordStreams(),
                        BulkPutRequest.newBuilder()
                                .setRecordSpace(space)
                                .setRecordType("City")
                                .build(),
                        cities)
                .getWrittenCount();
    }

    @Test
    void aRecordIsToldAsItWasAfterEachCommit() {
        ByteString before = client.put(space, city(9, "other", "BE", 9));
        ByteString inserted = client.put(space, city(1, "Ghent", "BE", 1));
        ByteString updated = client.put(space, city(1, "Gand", "BE", 1));
        ByteString deleted = delete(1);
        ByteString again = client.put(space, city(1, "Gent", "BE", 1));

        Errors.of(() -> client.records().get(get(1, version(before)))).hasCode(Code.NOT_FOUND);
        assertThat(name(1, version(inserted))).isEqualTo("Ghent");
        assertThat(client.records().get(get(1, version(inserted))).getRecord().getVersion())
                .isEqualTo(inserted);
        assertThat(name(1, version(updated))).isEqualTo("Gand");
        Errors.of(() -> client.records().get(get(1, version(deleted)))).hasCode(Code.NOT_FOUND);
        assertThat(name(1, version(again))).isEqualTo("Gent");
        assertThat(name(9, version(again))).isEqualTo("other");
        Errors.of(() -> client.records().get(get(7, version(again)))).hasCode(Code.NOT_FOUND);
    }

    @Test
    void theVersionOfARecordIsThatOfItsWholeTransaction() {
        CommitResponse first = commit(city(1, "a", "BE", 1), city(2, "b", "BE", 2), city(1, "c", "BE", 1));
        commit(city(1, "d", "BE", 1), city(1, "e", "BE", 1));

        assertThat(first.getWriteVersionsList()).doesNotHaveDuplicates();
        first.getWriteVersionsList().forEach(version -> assertThat(names(belgian(), version(version)))
                .containsExactly("c", "b"));
        assertThat(name(1, version(first.getVersion()))).isEqualTo("c");
    }

    @Test
    void aQueryIsOfItsMomentAndNothingIsWritten() {
        client.put(space, city(1, "one", "BE", 10), city(2, "two", "BE", 20), city(3, "three", "FR", 30));
        ByteString was = client.put(space, city(4, "four", "BE", 40));
        client.put(space, city(1, "one", "FR", 10), city(3, "three", "BE", 15), city(2, "zwei", "BE", 50));
        delete(4);
        client.put(space, city(5, "five", "BE", 5));
        List<String> now = client.names(space, belgian());
        int logged = log().size();

        assertThat(names(belgian(), version(was))).containsExactly("one", "two", "four");
        assertThat(names(Query.newBuilder().addFields("country").setDistinct(true), version(was)))
                .hasSize(2);
        assertThat(count("country", text("BE"), version(was))).isEqualTo(3);
        assertThat(count("population", number(10), version(was))).isEqualTo(1);
        assertThat(count("population", number(50), version(was))).isEqualTo(0);
        assertThat(client.names(space, belgian())).isEqualTo(now);
        assertThat(log()).hasSize(logged);
    }

    private long count(String path, Value value, Moment at) {
        return client.records()
                .count(CountRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .setFilter(filter(field(path).setEquals(value)))
                        .setAllowScan(true)
                        .setAt(at)
                        .build())
                .getCount();
    }

    @Test
    void aQueryGoesOnAtItsMomentWhateverIsWrittenMeanwhile() {
        for (int i = 1; i <= 6; i++) {
            client.put(space, city(i, "c" + i, "BE", i));
        }
        ByteString was = client.put(space, city(7, "c7", "BE", 7));
        List<String> seen = new ArrayList<>();
        String continuation = "";
        do {
            List<QueryResponse> page =
                    client.stream(query(belgian().setLimit(2), version(was)).setContinuation(continuation));
            page.stream()
                    .filter(QueryResponse::hasRecord)
                    .forEach(row -> seen.add(ServiceClient.parse(row).getName()));
            continuation = page.get(page.size() - 1).getContinuation();
            // What was told moves behind the page, what was not before it.
            client.put(space, city(seen.size(), "moved", "BE", 100 + seen.size()));
            client.put(space, city(7, "moved", "BE", 0));
        } while (!continuation.isEmpty());

        assertThat(seen).containsExactly("c1", "c2", "c3", "c4", "c5", "c6", "c7");
    }

    @Test
    void aContinuationIsOfOneMoment() {
        ByteString was = client.put(space, city(1, "a", "BE", 1), city(2, "b", "BE", 2));
        ByteString later = client.put(space, city(3, "c", "BE", 3));
        String ofThen =
                client.stream(query(belgian().setLimit(1), version(was))).get(0).getContinuation();
        String ofNow = client.stream(ServiceClient.cities(space, belgian().setLimit(1)))
                .get(0)
                .getContinuation();

        Errors.of(() -> client.stream(query(belgian(), version(later)).setContinuation(ofThen)))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("continuation");
        Errors.of(() -> client.stream(query(belgian(), version(was)).setContinuation(ofNow)))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("continuation");
        Errors.of(() -> client.stream(ServiceClient.cities(space, belgian()).setContinuation(ofThen)))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("continuation");
    }

    @Test
    void aTimeIsTheLastCommitUpToItsSecond() {
        Instant now = Instant.now();
        ByteString first = client.put(space, city(1, "first", "BE", 1));
        ByteString second = client.put(space, city(1, "second", "BE", 1));
        ByteString third = client.put(space, city(1, "third", "BE", 1));
        assertThat(name(1, time(Instant.now()))).isEqualTo("third");
        // The third transaction looked at its clock before the second and took longer.
        date(now.minusSeconds(300), begun());
        date(now.minusSeconds(200), first);
        date(now.minusSeconds(101), third);
        date(now.minusSeconds(100), second);

        assertThat(name(1, time(now.minusSeconds(150)))).isEqualTo("first");
        assertThat(name(1, time(now.minusSeconds(200)))).isEqualTo("first");
        assertThat(name(1, time(now.minusSeconds(101)))).isEqualTo("third");
        assertThat(name(1, time(now.minusSeconds(100)))).isEqualTo("third");
        Errors.of(() -> name(1, time(now.minusSeconds(250)))).hasCode(Code.NOT_FOUND);
        Errors.of(() -> name(1, time(now.minusSeconds(301))))
                .hasCode(Code.OUT_OF_RANGE)
                .hasReason("HISTORY_TRIMMED");
    }

    @Test
    void aContinuationOfATimeGoesOnAtTheCommitThatItWasFoundAt() {
        Instant now = Instant.now();
        client.put(space, city(1, "one", "BE", 1), city(2, "two", "BE", 2));
        ByteString first = client.put(space, city(3, "three", "BE", 3));
        date(now.minusSeconds(200), first);
        String continuation = client.stream(query(belgian().setLimit(1), time(now.minusSeconds(150))))
                .get(0)
                .getContinuation();
        ByteString second = client.put(space, city(2, "changed", "BE", 2));
        date(now.minusSeconds(160), second);

        assertThat(client.stream(query(belgian(), time(now.minusSeconds(150))).setContinuation(continuation)).stream()
                        .filter(QueryResponse::hasRecord)
                        .map(row -> ServiceClient.parse(row).getName()))
                .containsExactly("two", "three");
        assertThat(names(belgian(), time(now.minusSeconds(150)))).containsExactly("one", "changed", "three");

        date(now.minusSeconds(3_700), second);
        trims.round().await().indefinitely();
        Errors.of(() -> client.stream(
                        query(belgian(), time(now.minusSeconds(150))).setContinuation(continuation)))
                .hasCode(Code.OUT_OF_RANGE)
                .hasReason("HISTORY_TRIMMED");
    }

    private ByteString begun() {
        return ByteString.copyFrom(read(logKeys().pack(Tuple.from(3))));
    }

    /** Has a commit be the last of a second, and forgets all others that have no second yet. */
    private void date(Instant time, ByteString version) {
        Subspace byTime = logKeys().get(2);
        transactions
                .write(context -> {
                    byte[] recent = byTime.pack(Tuple.from(Instant.now().getEpochSecond() - 60));
                    context.ensureActive().clear(recent, byTime.range().end);
                    context.ensureActive()
                            .set(
                                    byTime.pack(Tuple.from(time.getEpochSecond())),
                                    version.substring(0, 10).toByteArray());
                    return CompletableFuture.completedFuture(null);
                })
                .await()
                .indefinitely();
    }

    /** Of the RecordSpace that was made last. */
    private Subspace logKeys() {
        long tenant = Tuple.fromBytes(read(root.pack(Tuple.from(0, 1, TENANT)))).getLong(0);
        long incarnation =
                Tuple.fromBytes(read(root.pack(Tuple.from(tenant, 1)))).getLong(0);
        return root.get(Tuple.from(tenant, 2, incarnation, 3));
    }

    private byte[] read(byte[] key) {
        return transactions
                .read(context -> context.ensureActive().get(key))
                .await()
                .indefinitely();
    }

    private List<KeyValue> log() {
        byte[] changes = logKeys().get(0).getKey();
        return transactions
                .read(context -> context.ensureActive()
                        .getRange(Range.startsWith(changes))
                        .asList())
                .await()
                .indefinitely();
    }

    @Test
    void whatIsTrimmedIsToldAndWhatIsAfterItIsNot() {
        ByteString first = client.put(space, city(1, "first", "BE", 1));
        ByteString second = client.put(space, city(1, "second", "BE", 1));
        date(Instant.now().minusSeconds(3_700), second);
        trims.round().await().indefinitely();
        assertThat(log()).isEmpty();
        client.put(space, city(1, "third", "BE", 1));

        Errors.of(() -> name(1, version(first))).hasCode(Code.OUT_OF_RANGE).hasReason("HISTORY_TRIMMED");
        Errors.of(() -> names(belgian(), version(first)))
                .hasCode(Code.OUT_OF_RANGE)
                .hasReason("HISTORY_TRIMMED");
        Errors.of(() -> diff(DiffRequest.newBuilder().setFrom(version(first))))
                .hasCode(Code.OUT_OF_RANGE)
                .hasReason("HISTORY_TRIMMED");
        assertThat(name(1, version(second))).isEqualTo("second");
        assertThat(name(1, time(Instant.now().minusSeconds(1_800)))).isEqualTo("second");
        Errors.of(() -> name(1, time(Instant.now().minusSeconds(3_800)))).hasCode(Code.OUT_OF_RANGE);
    }

    @Test
    void whatIsTrimmedDoesNotComeBack() {
        ByteString first = client.put(space, city(1, "first", "BE", 1));
        ByteString second = client.put(space, city(1, "second", "BE", 1));
        date(Instant.now().minusSeconds(3_750), second);
        trims.round().await().indefinitely();
        assertThat(log()).isEmpty();
        // The transaction of the later second has the earlier commit.
        date(Instant.now().minusSeconds(3_700), first);
        trims.round().await().indefinitely();

        Errors.of(() -> name(1, version(first))).hasCode(Code.OUT_OF_RANGE).hasReason("HISTORY_TRIMMED");
    }

    @Test
    void whatIsYetToComeOrNoMomentIsRefused() {
        ByteString now = client.put(space, city(1, "a", "BE", 1));
        byte[] future = Arrays.copyOf(now.toByteArray(), 12);
        ByteBuffer.wrap(future).putLong(0, ByteBuffer.wrap(future).getLong(0) + 1_000_000_000_000L);

        Errors.of(() -> name(1, version(ByteString.copyFrom(future))))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("at.version");
        Errors.of(() -> name(1, version(now.substring(0, 10))))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("at.version");
        Errors.of(() -> names(belgian(), time(Instant.now().plusSeconds(60))))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("at.time");
        Errors.of(() -> name(1, Moment.getDefaultInstance()))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("at");
        Errors.of(() -> diff(DiffRequest.newBuilder()))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("from");
    }

    @Test
    void thePastNeedsTheRecordsBeforeAndAfterItsChanges() {
        ByteString first = client.put(space, city(1, "first", "BE", 1));
        keep(ChangeValues.CHANGE_VALUES_AFTER);
        client.put(space, city(1, "second", "BE", 1));

        Errors.of(() -> names(belgian(), version(first)))
                .hasCode(Code.FAILED_PRECONDITION)
                .hasReason("CHANGE_VALUES_NOT_KEPT")
                .says("CHANGE_VALUES_BEFORE_AND_AFTER");
        Errors.of(() -> diff(DiffRequest.newBuilder().setFrom(version(first)))).hasReason("CHANGE_VALUES_NOT_KEPT");

        keep(ChangeValues.CHANGE_VALUES_BEFORE_AND_AFTER);
        ByteString third = client.put(space, city(1, "third", "BE", 1));
        delete(1);
        Errors.of(() -> name(1, version(first))).hasReason("CHANGE_VALUES_NOT_KEPT");
        Errors.of(() -> diff(DiffRequest.newBuilder().setFrom(version(first)))).hasReason("CHANGE_VALUES_NOT_KEPT");
        assertThat(name(1, version(third))).isEqualTo("third");

        client.spaces()
                .updateRecordSpace(UpdateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .setChangeRetention(ChangeRetention.newBuilder().setDuration(Durations.fromSeconds(0)))
                        .build());
        Errors.of(() -> name(1, version(third)))
                .hasCode(Code.FAILED_PRECONDITION)
                .hasReason("CHANGES_NOT_KEPT");
    }

    @Test
    void thePastNeedsTheRightToFollowChangesToo() {
        ByteString was = client.put(space, city(1, "a", "BE", 1));
        try (ServiceClient reader =
                        new ServiceClient(server.getPort(), TestTokens.rights(TENANT, "test/*", Operation.READ));
                ServiceClient watcher =
                        new ServiceClient(server.getPort(), TestTokens.rights(TENANT, "test/*", Operation.WATCH));
                ServiceClient both = new ServiceClient(
                        server.getPort(), TestTokens.rights(TENANT, "test/*", Operation.READ, Operation.WATCH))) {
            for (ServiceClient one : List.of(reader, watcher)) {
                Errors.of(() -> one.records().get(get(1, version(was)))).hasCode(Code.PERMISSION_DENIED);
                Errors.of(() -> one.stream(query(belgian(), version(was)))).hasCode(Code.PERMISSION_DENIED);
            }
            Errors.of(() -> reader.changes()
                            .diff(DiffRequest.newBuilder()
                                    .setRecordSpace(space)
                                    .setFrom(version(was))
                                    .build())
                            .hasNext())
                    .hasCode(Code.PERMISSION_DENIED);
            assertThat(both.records().get(get(1, version(was))).hasRecord()).isTrue();
            assertThat(reader.names(space, belgian())).containsExactly("a");
        }
    }

    @Test
    void howMuchIsUndoneIsBoundedAndAFilterReachesFurther() {
        ByteString was = client.put(space, city(1, "was", "BE", 1));
        assertThat(bulkPut(LongStream.range(10, 10 + PastLimits.RESTORED_RECORDS), "FR"))
                .isEqualTo(PastLimits.RESTORED_RECORDS);
        client.put(space, city(1, "is", "BE", 1));
        Query.Builder french =
                Query.newBuilder().setFilter(filter(field("country").setEquals(text("FR"))));

        assertThat(names(french, version(was))).isEmpty();
        client.put(space, city(9, "one more", "FR", 1));
        Errors.of(() -> names(french, version(was)))
                .hasCode(Code.RESOURCE_EXHAUSTED)
                .hasDetail("limit", "past_restored_records");
        assertThat(names(belgian(), version(was))).containsExactly("was");
        assertThat(name(1, version(was))).isEqualTo("was");
    }

    @Test
    void whatWasIsToldUnderTheSchemaOfNow() {
        client.put(space, city(1, "Ghent", "BE", 1));
        ByteString was = client.put(space, city(2, "Lille", "FR", 2));
        client.schemas()
                .applySchema(ServiceClient.citySchema(
                        space, index("City", "country", "population"), index("City", "name"), COUNTED));
        client.put(space, city(1, "Gand", "BE", 1));

        assertThat(names(Query.newBuilder().addOrderBy(SortKey.newBuilder().setPath("name")), version(was)))
                .containsExactly("Ghent", "Lille");
    }

    @Test
    void aUniqueValueThatWentFromRecordToRecordIsWhereItWas() {
        client.schemas()
                .applySchema(ServiceClient.citySchema(
                        space,
                        index("City", "country", "population"),
                        COUNTED,
                        index("City", "name").toBuilder().setUnique(true).build()));
        client.put(space, city(1, "a", "BE", 1));
        ByteString was = client.put(space, city(2, "b", "BE", 2));
        client.put(space, city(1, "c", "BE", 1), city(2, "a", "BE", 2), city(1, "b", "BE", 1));
        Query.Builder byName =
                Query.newBuilder().addOrderBy(SortKey.newBuilder().setPath("name"));

        assertThat(client.stream(query(byName, version(was))).stream()
                        .filter(QueryResponse::hasRecord)
                        .map(row -> ServiceClient.parse(row).getId()
                                + ServiceClient.parse(row).getName()))
                .containsExactly("1a", "2b");
    }

    @Test
    void aDiffTellsOfNetChangesAlone() {
        client.put(space, city(1, "one", "BE", 1), city(2, "two", "BE", 2), city(3, "three", "BE", 3));
        ByteString from = client.put(space, city(4, "four", "BE", 4));
        client.put(space, city(5, "never seen", "BE", 5), city(1, "changed", "BE", 1), city(1, "one", "BE", 1));
        delete(5);
        client.put(space, city(6, "six", "BE", 6), city(2, "zwei", "BE", 2), city(2, "deux", "BE", 2));
        ByteString to = delete(4);
        client.put(space, city(7, "later", "BE", 7));
        delete(3);

        List<Change> changes =
                diff(DiffRequest.newBuilder().setFrom(version(from)).setTo(version(to)));
        assertThat(changes.stream().map(PastTest::said)).containsExactly("UPDATE 2", "DELETE 4", "INSERT 6");
        assertThat(changes.get(0).getBefore().getProtobuf())
                .isEqualTo(city(2, "two", "BE", 2).toByteString());
        assertThat(changes.get(0).getAfter().getProtobuf())
                .isEqualTo(city(2, "deux", "BE", 2).toByteString());
        assertThat(changes.get(1).hasAfter()).isFalse();
        assertThat(changes.get(1).getBefore().getVersion()).isEqualTo(from);
        assertThat(diff(DiffRequest.newBuilder().setFrom(version(from))).stream()
                        .map(PastTest::said))
                .containsExactly("UPDATE 2", "DELETE 3", "DELETE 4", "INSERT 6", "INSERT 7");
        assertThat(
                        diff(DiffRequest.newBuilder()
                                        .setFrom(version(from))
                                        .setRecordType("City")
                                        .addKeyPrefix(number(6)))
                                .stream()
                                .map(PastTest::said))
                .containsExactly("INSERT 6");
        assertThat(diff(DiffRequest.newBuilder().setFrom(version(to)).setTo(version(to))))
                .isEmpty();
        Errors.of(() -> diff(DiffRequest.newBuilder().setFrom(version(to)).setTo(version(from))))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("to");
        Errors.of(() -> diff(DiffRequest.newBuilder().setFrom(version(from)).addKeyPrefix(number(6))))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("record_type");
    }

    private static String said(Change change) {
        return change.getKind().name().substring("CHANGE_KIND_".length()) + " "
                + change.getPrimaryKey(0).getInt64Value();
    }

    private List<Change> diff(DiffRequest.Builder request) {
        List<Change> changes = new ArrayList<>();
        client.changes()
                .diff(request.setRecordSpace(space).build())
                .forEachRemaining((DiffResponse response) -> changes.add(response.getChange()));
        return changes;
    }
}
