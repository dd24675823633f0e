package io.recordstore.transaction;

import static io.recordstore.grpc.ServiceClient.city;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.Errors;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.TransactCommit;
import io.recordstore.v1.TransactRequest;
import io.recordstore.v1.Write;
import java.net.URL;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many bytes a transaction may write, at the gRPC port: {@code -Dtransaction-size.seed} says which. */
@QuarkusTest
class TransactionSizeTest {
    private static final int MOST_TRIES = 5;
    private static final int RECORDS = 4;

    /** With its key alone such a record is larger than its part of 10 MB. */
    private static final int TOO_LARGE = 10_000_000 / RECORDS;

    /** So that half a percent of 10 MB is left for keys and conflict ranges. */
    private static final int JUST_BELOW = 9_950_000 / RECORDS;

    private static final long SEED = Long.getLong("transaction-size.seed", System.nanoTime());

    @TestHTTPResource("/")
    URL server;

    private final Random random = new Random(SEED);
    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        System.out.println("TransactionSizeTest from -Dtransaction-size.seed=" + SEED);
        client = new ServiceClient(server.getPort(), TestTokens.admin("transaction-size"));
        space = client.createCities();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aCommitOfMoreThanTenMegabytesIsRefusedAndWritesNothing() {
        refused(Errors.of(() -> client.transactions().commit(commit(TOO_LARGE))));

        assertThat(client.count(space)).isZero();
    }

    @Test
    void aCommitWithARequestIdIsHeldToItTooAndIsNotRemembered() {
        CommitRequest large =
                commit(TOO_LARGE).toBuilder().setRequestId("large").build();
        refused(Errors.of(() -> client.transactions().commit(large)));
        assertThat(client.count(space)).isZero();

        CommitRequest smaller =
                large.toBuilder().clearWrites().addWrites(large.getWrites(0)).build();

        assertThat(client.transactions().commit(smaller).getRepeatedRequest()).isFalse();
        assertThat(client.count(space)).isEqualTo(1);
    }

    @Test
    void aCommitOfJustBelowTenMegabytesIsTaken() {
        client.transactions().commit(commit(JUST_BELOW));

        assertThat(client.count(space)).isEqualTo(RECORDS);
    }

    @Test
    void aTransactOfMoreThanTenMegabytesIsRefusedAtItsCommitAndWritesNothing() {
        refused(Errors.of(() -> transact(cities(TOO_LARGE))));

        assertThat(client.count(space)).isZero();
    }

    @Test
    void aTransactOfJustBelowTenMegabytesIsTaken() {
        transact(cities(JUST_BELOW));

        assertThat(client.count(space)).isEqualTo(RECORDS);
    }

    private static void refused(Errors refusal) {
        refusal.hasCode(Code.RESOURCE_EXHAUSTED)
                .hasReason("LIMIT_EXCEEDED")
                .hasDetail("limit", "transaction_size")
                .hasDetail("allowed", "10 MB")
                .says("10 MB that one transaction may hold");
    }

    private CommitRequest commit(int bytesOfEach) {
        return CommitRequest.newBuilder()
                .setRecordSpace(space)
                .addAllWrites(cities(bytesOfEach).stream()
                        .map(city -> Write.newBuilder()
                                .setPut(TransactClient.putWrite(city))
                                .build())
                        .toList())
                .build();
    }

    /** Until one try is over in time, should the machine be busy with other things. */
    private void transact(List<City> cities) {
        for (int tries = 1; ; tries++) {
            try {
                transactOnce(cities);
                return;
            } catch (StatusRuntimeException failure) {
                if (failure.getStatus().getCode() != Code.DEADLINE_EXCEEDED || tries == MOST_TRIES) {
                    throw failure;
                }
            }
        }
    }

    private void transactOnce(List<City> cities) {
        TransactClient transaction = TransactClient.begin(client, space);
        cities.forEach(city -> transaction.send(TransactRequest.newBuilder().setPut(TransactClient.putWrite(city))));
        transaction.send(TransactRequest.newBuilder().setCommit(TransactCommit.getDefaultInstance()));
        while (!transaction.next().hasCommitted()) {
            // An answer to a put, or a warning.
        }
    }

    private List<City> cities(int bytesOfEach) {
        String name = incompressible(bytesOfEach);
        return IntStream.rangeClosed(1, RECORDS)
                .mapToObj(id -> city(id, name, "BE", id))
                .toList();
    }

    /** Of all printable characters at random, so that compression saves too little for the store to keep it. */
    private String incompressible(int characters) {
        return random.ints(characters, ' ', '~' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
