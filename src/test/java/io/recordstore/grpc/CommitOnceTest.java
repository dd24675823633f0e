package io.recordstore.grpc;

import static io.recordstore.grpc.ServiceClient.city;
import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.recordstore.auth.TestTokens;
import io.recordstore.store.KeysTouched;
import io.recordstore.store.ObservedStore;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.recordstore.transaction.TransactClient;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CommitResponse;
import io.recordstore.v1.PutMode;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.Query;
import io.recordstore.v1.TransactBegin;
import io.recordstore.v1.TransactRequest;
import io.recordstore.v1.TransactResponse;
import io.recordstore.v1.Write;
import jakarta.inject.Inject;
import java.net.URL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a commit comes to whose outcome the store does not tell, how long it is remembered, and how many may be open. */
@QuarkusTest
@TestProfile(ObservedStore.class)
class CommitOnceTest {
    private static final int OPEN = 3;

    @TestHTTPResource("/")
    URL server;

    @Inject
    KeysTouched store;

    @Inject
    Transactions transactions;

    @Inject
    @Root
    Subspace root;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("once"));
        space = client.createCities();
    }

    @AfterEach
    void disconnect() {
        store.nextCommit(KeysTouched.Commit.AS_IT_IS);
        client.close();
    }

    private CommitRequest.Builder insert(long id, String requestId) {
        return CommitRequest.newBuilder()
                .setRecordSpace(space)
                .setRequestId(requestId)
                .addWrites(Write.newBuilder()
                        .setPut(PutWrite.newBuilder()
                                .setRecordType("City")
                                .setMode(PutMode.PUT_MODE_INSERT)
                                .setProtobuf(city(id, "city" + id, "BE", 1).toByteString())));
    }

    private CommitResponse commit(CommitRequest.Builder request) {
        return client.transactions().commit(request.build());
    }

    private List<String> names() {
        return client.names(space, Query.newBuilder().setAllowScan(true));
    }

    @Test
    void aCommitWithARequestIdHappensOnceWhateverTheStoreFailsToSay() {
        store.nextCommit(KeysTouched.Commit.HAPPENS_UNKNOWN);
        CommitResponse happened = commit(insert(1, "a"));
        store.nextCommit(KeysTouched.Commit.IS_LOST_UNKNOWN);
        CommitResponse lost = commit(insert(2, "b"));

        assertThat(happened.getWriteVersions(0).size()).isEqualTo(12);
        assertThat(lost.getRepeatedRequest()).isFalse();
        assertThat(names()).containsExactlyInAnyOrder("city1", "city2");
    }

    @Test
    void aTransactionWhoseOutcomeTheStoreDoesNotTellSaysSoWhetherItHappenedOrNot() {
        for (KeysTouched.Commit fate :
                List.of(KeysTouched.Commit.HAPPENS_UNKNOWN, KeysTouched.Commit.IS_LOST_UNKNOWN)) {
            TransactClient transaction = TransactClient.begin(client, space);
            transaction.put(city(fate.ordinal(), fate.name(), "BE", 1));
            store.nextCommit(fate);

            Errors.of(transaction::commit).hasCode(Code.UNKNOWN).hasReason("COMMIT_UNKNOWN");
        }

        assertThat(names()).containsExactly(KeysTouched.Commit.HAPPENS_UNKNOWN.name());
    }

    @Test
    void aCommitWithoutARequestIdSaysThatItsOutcomeIsUnknown() {
        store.nextCommit(KeysTouched.Commit.HAPPENS_UNKNOWN);

        Errors.of(() -> commit(insert(1, ""))).hasCode(Code.UNKNOWN).hasReason("COMMIT_UNKNOWN");

        assertThat(names()).containsExactly("city1");
    }

    @Test
    void aRequestIsForgottenADayLaterAndNotBefore() {
        commit(insert(1, "old"));
        commit(insert(2, "young"));
        List<KeyValue> byTime = requestsByTime();
        assertThat(byTime).hasSize(2);
        backdate(byTime.get(0), 24 * 3600 + 60);
        backdate(byTime.get(1), 24 * 3600 - 60);

        commit(insert(3, "next"));

        List<Tuple> left = requestsByTime().stream()
                .map(entry -> root.unpack(entry.getKey()))
                .toList();
        assertThat(left).hasSize(2);
        long forgotten = List.of("old", "young").stream()
                .filter(id -> !isRemembered(id.equals("old") ? 1 : 2, id))
                .count();
        assertThat(forgotten).isEqualTo(1);
    }

    private boolean isRemembered(long id, String requestId) {
        try {
            return commit(insert(id, requestId)).getRepeatedRequest();
        } catch (io.grpc.StatusRuntimeException insertedAgain) {
            return false;
        }
    }

    /** Of the RecordSpace that was made last, which is the only one of its tenant with requests. */
    private List<KeyValue> requestsByTime() {
        return transactions
                .read(context -> {
                    Subspace tenant = tenant(context.ensureActive()
                            .get(root.pack(Tuple.from(0, 1, "once")))
                            .join());
                    long incarnation = Tuple.fromBytes(context.ensureActive()
                                    .get(tenant.pack(Tuple.from(1)))
                                    .join())
                            .getLong(0);
                    return context.ensureActive()
                            .getRange(tenant.range(Tuple.from(2, incarnation, 4, 1)))
                            .asList();
                })
                .await()
                .indefinitely();
    }

    private Subspace tenant(byte[] number) {
        return root.get(Tuple.fromBytes(number).getLong(0));
    }

    private void backdate(KeyValue entry, long seconds) {
        Tuple key = root.unpack(entry.getKey());
        Tuple earlier = Tuple.fromList(key.getItems().subList(0, key.size() - 2))
                .add(Instant.now().getEpochSecond() - seconds)
                .add(key.getBytes(key.size() - 1));
        transactions
                .write(context -> {
                    context.ensureActive().clear(entry.getKey());
                    context.ensureActive().set(root.pack(earlier), new byte[0]);
                    return CompletableFuture.completedFuture(null);
                })
                .await()
                .indefinitely();
    }

    @Test
    void noMoreTransactionsAreOpenThanConfiguredAndOneThatEndsMakesRoom() throws InterruptedException {
        List<Stream> open = new ArrayList<>();
        for (int i = 0; i < OPEN; i++) {
            open.add(new Stream());
            assertThat(open.get(i).answer.join().hasBegun()).isTrue();
        }
        Errors.of(() -> rethrow(new Stream().answer))
                .hasCode(Code.RESOURCE_EXHAUSTED)
                .hasDetail("limit", "recordstore.transactions.open");

        open.get(0).requests.onCompleted();
        assertThat(open.get(0).ended.orTimeout(60, TimeUnit.SECONDS)).succeedsWithin(java.time.Duration.ofSeconds(60));
        Stream next = new Stream();
        assertThat(next.answer.join().hasBegun()).isTrue();
        for (Stream each : List.of(open.get(1), open.get(2), next)) {
            each.requests.onCompleted();
            each.ended.join();
        }
    }

    private static void rethrow(CompletableFuture<?> failing) throws Throwable {
        try {
            failing.join();
        } catch (java.util.concurrent.CompletionException e) {
            throw e.getCause();
        }
    }

    /** A transaction that has been begun. */
    private final class Stream implements StreamObserver<TransactResponse> {
        private final CompletableFuture<TransactResponse> answer = new CompletableFuture<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final StreamObserver<TransactRequest> requests =
                client.transactionStreams().transact(this);

        Stream() {
            requests.onNext(TransactRequest.newBuilder()
                    .setRecordSpace(space)
                    .setBegin(TransactBegin.getDefaultInstance())
                    .build());
        }

        @Override
        public void onNext(TransactResponse response) {
            answer.complete(response);
        }

        @Override
        public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            ended.complete(null);
        }
    }
}
