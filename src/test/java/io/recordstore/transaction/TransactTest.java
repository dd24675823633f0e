package io.recordstore.transaction;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.text;
import static io.recordstore.transaction.TransactClient.deleteWrite;
import static io.recordstore.transaction.TransactClient.key;
import static io.recordstore.transaction.TransactClient.putWrite;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.Errors;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.ClearRecordSpaceRequest;
import io.recordstore.v1.PutMode;
import io.recordstore.v1.Query;
import io.recordstore.v1.TransactBegin;
import io.recordstore.v1.TransactCommitted;
import io.recordstore.v1.TransactCount;
import io.recordstore.v1.TransactPage;
import io.recordstore.v1.TransactQuery;
import io.recordstore.v1.TransactRequest;
import io.recordstore.v1.TransactRollback;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transact at the gRPC port. */
@QuarkusTest
class TransactTest {
    private static final String TENANT = "transacts";

    @TestHTTPResource("/")
    URL server;

    @Inject
    MeterRegistry meters;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin(TENANT));
        space = client.createCities(ServiceClient.index("City", "country"), ServiceClient.index("City", "name"));
        client.put(space, city(1, "Ghent", "BE", 100), city(2, "Lille", "FR", 100));
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        client.close();
        awaitNoOpenTransaction();
    }

    private void awaitNoOpenTransaction() throws InterruptedException {
        for (int i = 0; open() > 0; i++) {
            assertThat(i).as("transactions stay open").isLessThan(600);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private double open() {
        return meters.get("recordstore.store.transactions.open").gauge().value();
    }

    private TransactClient begin() {
        return TransactClient.begin(client, space);
    }

    private List<String> names() {
        return client.names(space, Query.newBuilder().setAllowScan(true));
    }

    private static TransactRequest.Builder inCountry(String country, int limit, String continuation) {
        return TransactRequest.newBuilder()
                .setQuery(TransactQuery.newBuilder()
                        .setRecordType("City")
                        .setContinuation(continuation)
                        .setQuery(Query.newBuilder()
                                .setLimit(limit)
                                .setFilter(filter(field("country").setEquals(text(country))))));
    }

    private static TransactRequest.Builder countOf(String country, boolean snapshot) {
        return TransactRequest.newBuilder()
                .setCount(TransactCount.newBuilder()
                        .setRecordType("City")
                        .setSnapshot(snapshot)
                        .setFilter(filter(field("country").setEquals(text(country)))));
    }

    private static long count(TransactClient transaction, String country) {
        return transaction.ask(countOf(country, false)).getCounted().getCount();
    }

    private static Errors failure(TransactClient transaction) {
        return Errors.of(transaction::next);
    }

    @Test
    void itReadsItsOwnWritesAndNobodyElseDoesBeforeTheCommit() {
        TransactClient transaction = begin();
        transaction.put(city(3, "Bruges", "BE", 5));
        transaction.delete(1);

        assertThat(transaction.get(1)).isEmpty();
        assertThat(transaction.get(3))
                .hasValueSatisfying(city -> assertThat(city.getName()).isEqualTo("Bruges"));
        TransactPage page = transaction.ask(inCountry("BE", 0, "")).getPage();
        assertThat(page.getRecordsList())
                .singleElement()
                .satisfies(record -> assertThat(record.getVersion().isEmpty()).isTrue());
        assertThat(count(transaction, "BE")).isEqualTo(1);
        assertThat(names()).containsExactlyInAnyOrder("Ghent", "Lille");

        TransactCommitted committed = transaction.commit();
        assertThat(names()).containsExactlyInAnyOrder("Bruges", "Lille");
        assertThat(committed.getWriteVersionsCount()).isEqualTo(2);
        assertThat(committed.getVersion().size()).isEqualTo(12);
    }

    @Test
    void itConflictsWithAClear() {
        TransactClient transaction = begin();
        transaction.put(city(2, "Rijsel", "FR", 100));

        client.spaces()
                .clearRecordSpace(ClearRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .build());

        Errors.of(transaction::commit).hasCode(Code.ABORTED).hasReason("CONFLICT");
        assertThat(names()).isEmpty();
    }

    @Test
    void itSeesWhatWasThereWhenItBeganAndConflictsWhenThatWasChanged() {
        TransactClient transaction = begin();
        client.put(space, city(1, "Gand", "BE", 100));

        assertThat(transaction.get(1))
                .hasValueSatisfying(city -> assertThat(city.getName()).isEqualTo("Ghent"));
        transaction.put(city(2, "Rijsel", "FR", 100));

        Errors refused = Errors.of(transaction::commit).hasCode(Code.ABORTED).hasReason("CONFLICT");
        assertThat(refused.detail(RetryInfo.class).orElseThrow().getRetryDelay().getNanos())
                .isPositive();
        assertThat(names()).containsExactlyInAnyOrder("Gand", "Lille");
    }

    @Test
    void whatAQueryOrACountDidNotFindIsGuardedToo() {
        for (TransactRequest.Builder read : List.of(inCountry("DE", 0, ""), countOf("DE", false))) {
            TransactClient transaction = begin();
            transaction.ask(read);
            transaction.put(city(2, "Rijsel", "FR", 100));
            client.put(space, city(4, "Bonn", "DE", 1));

            Errors.of(transaction::commit).hasReason("CONFLICT");
            client.transactions()
                    .commit(io.recordstore.v1.CommitRequest.newBuilder()
                            .setRecordSpace(space)
                            .addWrites(io.recordstore.v1.Write.newBuilder().setDelete(deleteWrite(4)))
                            .build());
        }
    }

    @Test
    void whatAQueryFoundIsGuardedInFieldsToThatNoIndexHas() {
        TransactClient transaction = begin();
        transaction.ask(inCountry("BE", 0, ""));
        transaction.put(city(2, "Rijsel", "FR", 100));
        client.put(space, city(1, "Ghent", "BE", 101));

        Errors.of(transaction::commit).hasCode(Code.ABORTED).hasReason("CONFLICT");
    }

    @Test
    void snapshotReadsConflictWithNothing() {
        TransactClient transaction = begin();
        assertThat(transaction.get(1, true)).isPresent();
        TransactRequest.Builder query = inCountry("BE", 0, "");
        query.getQueryBuilder().setSnapshot(true);
        transaction.ask(query);
        transaction.ask(countOf("BE", true));
        client.put(space, city(1, "Gand", "BE", 100));
        transaction.put(city(2, "Rijsel", "FR", 100));

        transaction.commit();

        assertThat(names()).containsExactlyInAnyOrder("Gand", "Rijsel");
    }

    @Test
    void conflictKeysGuardWhatIsNeitherReadNorWritten() {
        TransactClient reading = begin();
        reading.ask(TransactRequest.newBuilder().setReadConflict(key(1)));
        client.put(space, city(1, "Gand", "BE", 100));
        reading.put(city(2, "Rijsel", "FR", 100));
        Errors.of(reading::commit).hasReason("CONFLICT");

        TransactClient reader = begin();
        assertThat(reader.get(1)).isPresent();
        reader.put(city(5, "Bern", "CH", 1));
        TransactClient writing = begin();
        writing.ask(TransactRequest.newBuilder().setWriteConflict(key(1)));
        writing.commit();
        Errors.of(reader::commit).hasReason("CONFLICT");
    }

    @Test
    void aQueryGoesOnPageByPage() {
        TransactClient transaction = begin();
        for (int i = 10; i < 35; i++) {
            transaction.put(city(i, "city" + i, "NL", i));
        }
        List<String> found = new ArrayList<>();
        String continuation = "";
        do {
            TransactPage page =
                    transaction.ask(inCountry("NL", 10, continuation)).getPage();
            page.getRecordsList()
                    .forEach(record ->
                            found.add(TransactClient.city(record.getProtobuf()).getName()));
            assertThat(page.getRecordsCount()).isLessThanOrEqualTo(10);
            continuation = page.getContinuation();
        } while (!continuation.isEmpty());

        assertThat(found).hasSize(25).doesNotHaveDuplicates();
        transaction.close();
    }

    @Test
    void aRollbackOrAnEndWithoutACommitWritesNothing() {
        TransactClient rolledBack = begin();
        rolledBack.put(city(3, "Bruges", "BE", 5));
        assertThat(rolledBack
                        .ask(TransactRequest.newBuilder().setRollback(TransactRollback.getDefaultInstance()))
                        .hasRolledBack())
                .isTrue();
        rolledBack.awaitEnd();

        TransactClient ended = begin();
        ended.put(city(3, "Bruges", "BE", 5));
        ended.halfClose();
        ended.awaitEnd();

        assertThat(names()).containsExactlyInAnyOrder("Ghent", "Lille");
    }

    /** Before its time is up; of three tries one at least, should the machine pause meanwhile. */
    @Test
    void anAbandonedStreamReleasesItsTransactionAtOnce() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3 && least >= TransactionLimits.TIME_LIMIT.toNanos(); i++) {
            least = Math.min(least, nanosUntilAbandonedOnesAreOver());
        }

        assertThat(least).isLessThan(TransactionLimits.TIME_LIMIT.toNanos());
        assertThat(names()).containsExactlyInAnyOrder("Ghent", "Lille");
    }

    private long nanosUntilAbandonedOnesAreOver() throws InterruptedException {
        List<TransactClient> abandoned = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            TransactClient transaction = begin();
            transaction.put(city(3, "Bruges", "BE", 5));
            abandoned.add(transaction);
        }
        assertThat(open()).isGreaterThanOrEqualTo(10);
        long begun = System.nanoTime();
        abandoned.forEach(TransactClient::close);
        awaitNoOpenTransaction();
        return System.nanoTime() - begun;
    }

    @Test
    void whatFailsEndsTheTransaction() {
        TransactClient transaction = begin();
        transaction.put(city(3, "Bruges", "BE", 5));
        transaction.send(TransactRequest.newBuilder()
                .setPut(putWrite(city(1, "Gand", "BE", 1)).setMode(PutMode.PUT_MODE_INSERT)));

        failure(transaction).hasCode(Code.ALREADY_EXISTS);
        assertThat(names()).containsExactlyInAnyOrder("Ghent", "Lille");
    }

    @Test
    void itWarnsBeforeItsTimeIsOverAndThenEnds() {
        TransactClient transaction = begin();
        transaction.put(city(3, "Bruges", "BE", 5));

        assertThat(transaction.next().getWarning().getTimeLeft().getSeconds()).isEqualTo(1);
        failure(transaction).hasCode(Code.DEADLINE_EXCEEDED);
        assertThat(names()).containsExactlyInAnyOrder("Ghent", "Lille");
    }

    /** Of three tries one at least, should the machine pause meanwhile. */
    @Test
    void whoIsWarnedStillHasTimeToCommit() {
        boolean isCommitted = false;
        for (int i = 0; i < 3 && !isCommitted; i++) {
            TransactClient transaction = begin();
            transaction.put(city(3, "Bruges", "BE", 5));
            assertThat(transaction.next().hasWarning()).isTrue();
            isCommitted = isInTime(transaction);
        }

        assertThat(isCommitted).isTrue();
        assertThat(names()).containsExactlyInAnyOrder("Ghent", "Lille", "Bruges");
    }

    private static boolean isInTime(TransactClient transaction) {
        try {
            transaction.commit();
            return true;
        } catch (StatusRuntimeException late) {
            assertThat(late.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
            return false;
        }
    }

    @Test
    void aPageHasAHundredRecordsWhereNoLimitIsGiven() {
        for (int i = 10; i < 111; i++) {
            client.put(space, city(i, "city" + i, "NL", i));
        }
        TransactClient transaction = begin();

        TransactPage first = transaction.ask(inCountry("NL", 0, "")).getPage();
        TransactPage second =
                transaction.ask(inCountry("NL", 0, first.getContinuation())).getPage();

        assertThat(first.getRecordsCount()).isEqualTo(100);
        assertThat(second.getRecordsCount()).isEqualTo(1);
        transaction.close();
    }

    @Test
    void aMessageOutOfPlaceIsRefused() {
        TransactClient early = TransactClient.open(client);
        early.send(TransactRequest.newBuilder().setRecordSpace(space).setPut(putWrite(city(3, "x", "BE", 1))));
        failure(early).hasCode(Code.INVALID_ARGUMENT).namesField("begin");

        TransactClient twice = begin();
        twice.send(TransactRequest.newBuilder().setBegin(TransactBegin.getDefaultInstance()));
        failure(twice).namesField("begin");

        TransactClient elsewhere = begin();
        elsewhere.send(TransactRequest.newBuilder()
                .setRecordSpace(client.createCities())
                .setPut(putWrite(city(3, "x", "BE", 1))));
        failure(elsewhere).namesField("record_space");

        TransactClient nothing = begin();
        nothing.send(TransactRequest.newBuilder());
        failure(nothing).namesField("action");

        TransactClient isolated = begin();
        TransactRequest.Builder query = inCountry("BE", 1_001, "");
        isolated.send(query);
        failure(isolated).namesField("query.limit");
    }

    @Test
    void eachMessageNeedsItsRightOnItsRecordType() {
        String token = TestTokens.rightsOnType(TENANT, "test/*", "City", Operation.READ, Operation.DELETE);
        try (ServiceClient reader = new ServiceClient(server.getPort(), token)) {
            TransactClient transaction = TransactClient.begin(reader, space);
            assertThat(transaction.get(1)).isPresent();
            transaction.delete(1);
            transaction.send(TransactRequest.newBuilder().setPut(putWrite(city(3, "x", "BE", 1))));
            failure(transaction).hasCode(Code.PERMISSION_DENIED);

            TransactClient guarding = TransactClient.begin(reader, space);
            guarding.send(TransactRequest.newBuilder().setWriteConflict(key(1)));
            failure(guarding).hasCode(Code.PERMISSION_DENIED);

            TransactClient other = TransactClient.begin(reader, "not/there");
            other.send(TransactRequest.newBuilder().setDelete(deleteWrite(1)));
            failure(other).hasCode(Code.PERMISSION_DENIED);
        }
        assertThat(names()).containsExactlyInAnyOrder("Ghent", "Lille");
    }
}
