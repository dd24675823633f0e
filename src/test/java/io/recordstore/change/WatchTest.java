package io.recordstore.change;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.number;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import io.grpc.Status.Code;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.Errors;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.recordstore.v1.Change;
import io.recordstore.v1.ChangeKind;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.ChangeValues;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CommitResponse;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import io.recordstore.v1.DeleteRequest;
import io.recordstore.v1.DeleteWhereRequest;
import io.recordstore.v1.DeleteWrite;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.RevokeRequest;
import io.recordstore.v1.RotateKeysRequest;
import io.recordstore.v1.UpdateRecordSpaceRequest;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.WatchResponse;
import io.recordstore.v1.Write;
import jakarta.inject.Inject;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watch at the gRPC port. */
@QuarkusTest
class WatchTest {
    private static final String TENANT = "watches";

    @TestHTTPResource("/")
    URL server;

    @Inject
    MeterRegistry meters;

    @Inject
    Watches watches;

    @Inject
    Transactions transactions;

    @Inject
    @Root
    Subspace root;

    private final List<AutoCloseable> open = new ArrayList<>();
    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        client = connect(TestTokens.admin(TENANT));
        space = create(ChangeValues.CHANGE_VALUES_BEFORE_AND_AFTER);
    }

    private ServiceClient connect(String token) {
        ServiceClient connected = new ServiceClient(server.getPort(), token);
        open.add(connected);
        return connected;
    }

    private String create(ChangeValues values) {
        String name = "test/" + UUID.randomUUID();
        client.spaces()
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(name)
                        .setChangeRetention(retention(3600, values))
                        .build());
        client.schemas().applySchema(ServiceClient.citySchema(name, ServiceClient.index("City", "country")));
        return name;
    }

    private static ChangeRetention retention(long seconds, ChangeValues values) {
        return ChangeRetention.newBuilder()
                .setDuration(Durations.fromSeconds(seconds))
                .setValues(values)
                .build();
    }

    @AfterEach
    void disconnect() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private WatchRequest.Builder all() {
        return WatchRequest.newBuilder().setRecordSpace(space);
    }

    private WatchRequest.Builder cities() {
        return all().setRecordType("City");
    }

    private WatchClient watch(WatchRequest.Builder request) {
        return watch(client, request);
    }

    private WatchClient watch(ServiceClient by, WatchRequest.Builder request) {
        WatchClient watch = WatchClient.open(by, request);
        open.add(watch);
        return watch;
    }

    private WatchClient fromNow(WatchRequest.Builder request) {
        WatchClient watch = watch(request);
        watch.progress();
        return watch;
    }

    private Errors refused(WatchRequest.Builder request) {
        WatchClient watch = watch(request);
        return Errors.of(watch::any);
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

    private static List<String> said(WatchResponse response) {
        return response.getTransaction().getChangesList().stream()
                .map(change -> change.getKind().name().substring("CHANGE_KIND_".length()) + " "
                        + change.getPrimaryKey(0).getInt64Value())
                .toList();
    }

    private static Change only(WatchResponse response) {
        assertThat(response.getTransaction().getChangesList()).hasSize(1);
        return response.getTransaction().getChanges(0);
    }

    @Test
    void everyWriteComesByTransactionInTheOrderOfCommits() {
        WatchClient watch = fromNow(all());
        ByteString inserted = client.put(space, city(1, "Ghent", "BE", 1));
        ByteString updated = client.put(space, city(1, "Gand", "BE", 1));
        ByteString deleted = delete(1);
        CommitResponse committed = commit(city(2, "Lille", "FR", 2), city(3, "Bonn", "DE", 3));
        client.records()
                .deleteWhere(DeleteWhereRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .setFilter(filter(field("country").setEquals(text("FR"))))
                        .build())
                .forEachRemaining(progress -> {});

        WatchResponse insert = watch.next();
        assertThat(said(insert)).containsExactly("INSERT 1");
        assertThat(only(insert).getVersion()).isEqualTo(inserted);
        assertThat(only(insert).hasBefore()).isFalse();
        WatchResponse update = watch.next();
        assertThat(said(update)).containsExactly("UPDATE 1");
        assertThat(only(update).getVersion()).isEqualTo(updated);
        assertThat(only(update).getBefore().getProtobuf())
                .isEqualTo(city(1, "Ghent", "BE", 1).toByteString());
        assertThat(only(update).getBefore().getVersion()).isEqualTo(inserted);
        assertThat(only(update).getAfter().getProtobuf())
                .isEqualTo(city(1, "Gand", "BE", 1).toByteString());
        WatchResponse delete = watch.next();
        assertThat(said(delete)).containsExactly("DELETE 1");
        assertThat(delete.getTransaction().getVersion()).isEqualTo(deleted);
        assertThat(only(delete).hasAfter()).isFalse();
        WatchResponse both = watch.next();
        assertThat(said(both)).containsExactly("INSERT 2", "INSERT 3");
        assertThat(both.getTransaction().getComplete()).isTrue();
        assertThat(both.getTransaction().getChangesList())
                .extracting(Change::getVersion)
                .containsExactlyElementsOf(committed.getWriteVersionsList());
        assertThat(said(watch.next())).containsExactly("DELETE 2");
    }

    @Test
    void whatFailsOrChangesNothingIsNoChange() {
        WatchClient watch = fromNow(all());
        Errors.of(() -> delete(7)).hasCode(Code.NOT_FOUND);
        client.transactions()
                .commit(CommitRequest.newBuilder()
                        .setRecordSpace(space)
                        .addWrites(Write.newBuilder()
                                .setDelete(DeleteWrite.newBuilder()
                                        .setRecordType("City")
                                        .addPrimaryKey(number(7))
                                        .setAllowMissing(true)))
                        .build());
        client.put(space, city(1, "Ghent", "BE", 1));

        assertThat(said(watch.next())).containsExactly("INSERT 1");
    }

    @Test
    void aWatchBeginsNowAtTheBeginningOrAfterAToken() {
        client.put(space, city(1, "Ghent", "BE", 1), city(2, "Lille", "FR", 2));
        WatchClient beginning = watch(all().setBeginning(true));
        WatchResponse first = beginning.next();
        assertThat(said(first)).containsExactly("INSERT 1");
        assertThat(said(beginning.next())).containsExactly("INSERT 2");
        WatchClient now = fromNow(all());
        WatchClient resumed = watch(all().setResumeToken(first.getResumeToken()));
        assertThat(said(resumed.next())).containsExactly("INSERT 2");

        client.put(space, city(3, "Bonn", "DE", 3));

        for (WatchClient each : List.of(beginning, now, resumed)) {
            assertThat(said(each.next())).containsExactly("INSERT 3");
        }
    }

    @Test
    void theTokenOfAMarkOfProgressGoesOnWhereNothingIsLeftOut() {
        WatchClient watch = watch(all());
        String first = watch.progress().getResumeToken();
        String later = watch.progress().getResumeToken();
        client.put(space, city(1, "Ghent", "BE", 1));

        assertThat(said(watch(all().setResumeToken(later)).next())).containsExactly("INSERT 1");
        assertThat(said(watch(all().setResumeToken(first)).next())).containsExactly("INSERT 1");
        refused(all().setResumeToken("x" + later.substring(1))).namesField("resume_token");
        refused(all().setResumeToken("nonsense!")).namesField("resume_token");
        space = create(ChangeValues.CHANGE_VALUES_NONE);
        refused(all().setResumeToken(later)).namesField("resume_token");
    }

    @Test
    void aWatchIsOfATypeOfKeysOrOfWhatAFilterSelects() {
        WatchClient keys = fromNow(cities().addKeyPrefix(number(2)));
        WatchClient belgian = fromNow(cities().setFilter(filter(field("country").setEquals(text("BE")))));
        client.put(space, city(1, "Ghent", "BE", 1), city(2, "Lille", "FR", 2), city(1, "Ghent", "FR", 1));
        client.put(space, city(1, "Ghent", "DE", 1), city(3, "Bruges", "BE", 3));
        delete(3);

        assertThat(said(keys.next())).containsExactly("INSERT 2");
        assertThat(said(belgian.next())).containsExactly("INSERT 1");
        assertThat(said(belgian.next())).as("it was Belgian before").containsExactly("UPDATE 1");
        assertThat(said(belgian.next())).containsExactly("INSERT 3");
        assertThat(said(belgian.next())).containsExactly("DELETE 3");
        refused(all().setFilter(filter(field("country").setEquals(text("BE"))))).namesField("record_type");
        refused(all().setRecordType("Country")).hasCode(Code.NOT_FOUND);
        refused(cities().addKeyPrefix(number(1)).addKeyPrefix(number(1))).namesField("key_prefix");
    }

    @Test
    void whatIsKeptOfAChangeIsChosen() {
        space = create(ChangeValues.CHANGE_VALUES_NONE);
        refused(cities().setFilter(filter(field("country").setEquals(text("BE")))))
                .hasCode(Code.FAILED_PRECONDITION)
                .hasReason("CHANGE_VALUES_NOT_KEPT");
        WatchClient watch = fromNow(all());
        client.put(space, city(1, "Ghent", "BE", 1));
        keep(retention(3600, ChangeValues.CHANGE_VALUES_AFTER));
        client.put(space, city(1, "Gand", "BE", 1));

        Change none = only(watch.next());
        assertThat(none.hasBefore() || none.hasAfter()).isFalse();
        Change after = only(watch.next());
        assertThat(after.hasBefore()).isFalse();
        assertThat(after.getAfter().getProtobuf())
                .isEqualTo(city(1, "Gand", "BE", 1).toByteString());
    }

    private void keep(ChangeRetention changes) {
        client.spaces()
                .updateRecordSpace(UpdateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .setChangeRetention(changes)
                        .build());
    }

    @Test
    void aLargeTransactionComesInParts() {
        WatchClient watch = fromNow(all());
        City[] many = new City[900];
        for (int i = 0; i < many.length; i++) {
            many[i] = city(i + 1, "city" + i, "BE", i);
        }
        commit(many);

        WatchResponse first = watch.next();
        WatchResponse last = watch.next();
        assertThat(first.getTransaction().getComplete()).isFalse();
        assertThat(last.getTransaction().getComplete()).isTrue();
        assertThat(first.getTransaction().getVersion())
                .isEqualTo(last.getTransaction().getVersion());
        assertThat(first.getTransaction().getChangesCount()
                        + last.getTransaction().getChangesCount())
                .isEqualTo(many.length);
        WatchClient resumed = watch(all().setResumeToken(first.getResumeToken()));
        assertThat(resumed.next()).isEqualTo(last);
    }

    @Test
    void aRecordThatIsStoredInPiecesIsLoggedInPieces() {
        WatchClient watch = fromNow(all());
        String random = new java.util.Random(1)
                .ints(500_000, 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        City large = city(1, random, "BE", 1);
        client.put(space, large);

        assertThat(only(watch.next()).getAfter().getProtobuf()).isEqualTo(large.toByteString());
    }

    @Test
    void withoutRetentionNothingIsKeptNorWatched() {
        space = client.createCities();
        client.put(space, city(1, "Ghent", "BE", 1));

        refused(all()).hasCode(Code.FAILED_PRECONDITION).hasReason("CHANGES_NOT_KEPT");
        assertThat(log()).isEmpty();
        Errors.of(() -> keep(retention(30, ChangeValues.CHANGE_VALUES_NONE)))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("change_retention.duration");
    }

    @Test
    void aWatchEndsWithItsRecordSpaceAndWithItsRetention() {
        WatchClient ended = fromNow(all());
        client.put(space, city(1, "Ghent", "BE", 1));
        ended.next();
        keep(retention(0, ChangeValues.CHANGE_VALUES_NONE));
        Errors.of(ended::next).hasReason("CHANGES_NOT_KEPT");
        assertThat(log()).isEmpty();

        keep(retention(60, ChangeValues.CHANGE_VALUES_NONE));
        WatchClient deleted = fromNow(all());
        client.spaces()
                .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .build());
        Errors.of(deleted::next).hasCode(Code.NOT_FOUND);
    }

    @Test
    void aWatchDoesNotGoOnInARecordSpaceThatWasMadeAnewUnderTheName() {
        client.put(space, city(1, "Ghent", "BE", 1), city(2, "Lille", "FR", 2));
        WatchClient slow = WatchClient.open(client, all().setBeginning(true), 1);
        open.add(slow);
        assertThat(said(slow.next())).containsExactly("INSERT 1");
        client.spaces()
                .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .build());
        client.spaces()
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .setChangeRetention(retention(3600, ChangeValues.CHANGE_VALUES_NONE))
                        .build());
        client.schemas().applySchema(ServiceClient.citySchema(space));

        slow.takeMore(1_000);
        assertThat(said(slow.next())).containsExactly("INSERT 2");
        Errors.of(slow::any).hasCode(Code.NOT_FOUND).says("is deleted");
    }

    @Test
    void aTokenOlderThanWhatIsKeptIsTold() throws InterruptedException {
        WatchClient watch = watch(all());
        String before = watch.progress().getResumeToken();
        client.put(space, city(1, "Ghent", "BE", 1));
        String after = watch.next().getResumeToken();
        backdateCommits(3_700);
        awaitEmptyLog();
        client.put(space, city(2, "Lille", "FR", 2));

        refused(all().setResumeToken(before)).hasCode(Code.OUT_OF_RANGE).hasReason("HISTORY_TRIMMED");
        assertThat(said(watch(all().setResumeToken(after)).next())).containsExactly("INSERT 2");
        assertThat(said(watch(all().setBeginning(true)).next())).containsExactly("INSERT 2");
    }

    /** Of the RecordSpace that was made last. */
    private Subspace logKeys() {
        return transactions
                .read(context -> {
                    byte[] number = context.ensureActive()
                            .get(root.pack(Tuple.from(0, 1, TENANT)))
                            .join();
                    long tenant = Tuple.fromBytes(number).getLong(0);
                    byte[] last = context.ensureActive()
                            .get(root.pack(Tuple.from(tenant, 1)))
                            .join();
                    return CompletableFuture.completedFuture(
                            root.get(Tuple.from(tenant, 2, Tuple.fromBytes(last).getLong(0), 3)));
                })
                .await()
                .indefinitely();
    }

    private List<KeyValue> under(byte[] prefix) {
        return transactions
                .read(context -> context.ensureActive()
                        .getRange(Range.startsWith(prefix))
                        .asList())
                .await()
                .indefinitely();
    }

    private List<KeyValue> log() {
        return under(logKeys().getKey());
    }

    private void backdateCommits(long seconds) {
        Subspace byTime = logKeys().get(2);
        List<KeyValue> marks = under(byTime.getKey());
        assertThat(marks).isNotEmpty();
        KeyValue mark = marks.get(marks.size() - 1);
        transactions
                .write(context -> {
                    context.ensureActive().clear(Range.startsWith(byTime.getKey()));
                    context.ensureActive()
                            .set(byTime.pack(Tuple.from(Instant.now().getEpochSecond() - seconds)), mark.getValue());
                    return CompletableFuture.completedFuture(null);
                })
                .await()
                .indefinitely();
    }

    private void awaitEmptyLog() throws InterruptedException {
        for (int i = 0; !under(logKeys().get(0).getKey()).isEmpty(); i++) {
            assertThat(i).as("changes stay").isLessThan(600);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Test
    void aRotationOfKeysLosesNothing() {
        client.put(space, city(1, "Ghent", "BE", 1), city(2, "Lille", "FR", 2));
        String token = watch(all().setBeginning(true)).next().getResumeToken();

        client.spaces()
                .rotateKeys(RotateKeysRequest.newBuilder().setRecordSpace(space).build());

        WatchClient watch = watch(all().setBeginning(true));
        assertThat(only(watch.next()).getAfter().getProtobuf())
                .isEqualTo(city(1, "Ghent", "BE", 1).toByteString());
        assertThat(said(watch(all().setResumeToken(token)).next())).containsExactly("INSERT 2");
        client.spaces()
                .rotateKeys(RotateKeysRequest.newBuilder().setRecordSpace(space).build());
        assertThat(said(watch(all().setBeginning(true)).next())).containsExactly("INSERT 1");
    }

    @Test
    void nothingOfARecordIsReadableInTheLog() {
        client.put(space, city(1, "Ghentsecret", "BE", 1), city(1, "Gandsecret", "BE", 1));

        assertThat(log()).hasSizeGreaterThan(2);
        assertThat(log())
                .noneMatch(entry -> new String(entry.getValue(), StandardCharsets.ISO_8859_1).contains("secret"));
    }

    @Test
    void aWatchEndsWhenItsTokenIsRevokedOrExpires() {
        String token = TestTokens.rights(TENANT, "test/*", Operation.WATCH);
        WatchClient revoked = watch(connect(token), all());
        revoked.progress();
        client.tokens().revoke(RevokeRequest.newBuilder().setToken(token).build());
        client.put(space, city(1, "Ghent", "BE", 1));
        Errors.of(revoked::next).hasCode(Code.UNAUTHENTICATED).hasReason("TOKEN_REVOKED");

        WatchClient silent =
                watch(connect(TestTokens.rightsFor(TENANT, java.time.Duration.ofSeconds(2), Operation.WATCH)), all());
        Errors.of(() -> silent.next()).hasCode(Code.UNAUTHENTICATED).hasReason("TOKEN_EXPIRED");

        refusedBy(TestTokens.rights(TENANT, "test/*", Operation.READ)).hasCode(Code.PERMISSION_DENIED);
        refusedBy(TestTokens.rightsOnType(TENANT, "test/*", "City", Operation.WATCH))
                .hasCode(Code.PERMISSION_DENIED);
        WatchClient ofType =
                watch(connect(TestTokens.rightsOnType(TENANT, "test/*", "City", Operation.WATCH)), cities());
        ofType.progress();
    }

    private Errors refusedBy(String token) {
        WatchClient watch = watch(connect(token), all());
        return Errors.of(watch::any);
    }

    @Test
    void manyWatchersOfARecordSpaceAreOneWatchOfTheStoreAndHoldNothingOpen() throws InterruptedException {
        int before = watches.watched();
        List<WatchClient> many = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            many.add(watch(all()));
        }
        many.forEach(WatchClient::progress);
        for (int i = 0; openTransactions() > 0; i++) {
            assertThat(i).as("transactions stay open").isLessThan(600);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(watches.open()).isGreaterThanOrEqualTo(90);
        assertThat(watches.watched()).isLessThanOrEqualTo(before + 1);

        client.put(space, city(1, "Ghent", "BE", 1));

        many.forEach(each -> assertThat(said(each.next())).containsExactly("INSERT 1"));
        for (WatchClient each : many) {
            each.close();
        }
        for (int i = 0; watches.watched() > before; i++) {
            assertThat(i).as("a watch of the store stays").isLessThan(600);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private double openTransactions() {
        return meters.get("recordstore.store.transactions.open").gauge().value();
    }

    @Test
    void howManyWatchAndHowFarBehindTheyAreIsMeasured() {
        long told = meters.get("recordstore.changes.lag").timer().count();
        double sent = meters.get("recordstore.changes.sent").counter().count();
        WatchClient watch = fromNow(all());
        commit(city(1, "Ghent", "BE", 1), city(2, "Lille", "FR", 2));
        watch.next();

        assertThat(meters.get("recordstore.changes.watches").gauge().value()).isGreaterThanOrEqualTo(1);
        assertThat(meters.get("recordstore.changes.lag").timer().count()).isGreaterThan(told);
        assertThat(meters.get("recordstore.changes.lag").timer().max(TimeUnit.MINUTES))
                .isLessThan(10);
        assertThat(meters.get("recordstore.changes.sent").counter().count()).isGreaterThanOrEqualTo(sent + 2);
    }

    @Test
    void aSlowWatcherIsWaitedForWithoutATransaction() throws InterruptedException {
        String large = "x".repeat(60_000);
        for (int i = 1; i <= 60; i++) {
            client.put(space, city(i, large + i, "BE", i));
        }
        double sent = meters.get("recordstore.changes.sent").counter().count();
        WatchClient slow = WatchClient.open(client, all().setBeginning(true), 1);
        open.add(slow);
        assertThat(said(slow.next())).containsExactly("INSERT 1");
        for (int i = 0; openTransactions() > 0; i++) {
            assertThat(i).as("transactions stay open").isLessThan(600);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(meters.get("recordstore.changes.sent").counter().count() - sent)
                .as("changes that were read before they were asked for")
                .isLessThan(40);
        slow.takeMore(1_000);
        for (int i = 2; i <= 60; i++) {
            assertThat(said(slow.next())).containsExactly("INSERT " + i);
        }
    }

    @Test
    void aChangeIsOfTheKindThatItIs() {
        WatchClient watch = fromNow(all());
        commit(city(1, "a", "BE", 1), city(1, "b", "BE", 1));

        List<Change> changes = watch.next().getTransaction().getChangesList();
        assertThat(changes)
                .extracting(Change::getKind)
                .containsExactly(ChangeKind.CHANGE_KIND_INSERT, ChangeKind.CHANGE_KIND_UPDATE);
        assertThat(changes.get(1).getBefore().getVersion().isEmpty()).isTrue();
    }
}
