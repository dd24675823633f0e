package io.recordstore.transaction;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.number;
import static io.recordstore.grpc.ServiceClient.text;
import static io.recordstore.transaction.TransactClient.deleteWrite;
import static io.recordstore.transaction.TransactClient.putWrite;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.Errors;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CommitResponse;
import io.recordstore.v1.EmptyQuery;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.Precondition;
import io.recordstore.v1.PutMode;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.Query;
import io.recordstore.v1.Record;
import io.recordstore.v1.Write;
import java.net.URL;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commit at the gRPC port. */
@QuarkusTest
class CommitTest {
    private static final String TENANT = "commits";

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin(TENANT));
        IndexDefinition unique =
                ServiceClient.index("City", "name").toBuilder().setUnique(true).build();
        space = client.createCities(unique, ServiceClient.index("City", "country"));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private CommitRequest.Builder commit(Write.Builder... writes) {
        CommitRequest.Builder request = CommitRequest.newBuilder().setRecordSpace(space);
        for (Write.Builder write : writes) {
            request.addWrites(write);
        }
        return request;
    }

    private static Write.Builder put(City city) {
        return Write.newBuilder().setPut(putWrite(city));
    }

    private static Write.Builder insert(City city) {
        return Write.newBuilder().setPut(putWrite(city).setMode(PutMode.PUT_MODE_INSERT));
    }

    private static Write.Builder delete(long id) {
        return Write.newBuilder().setDelete(deleteWrite(id));
    }

    private static Precondition.Builder onCity(long id) {
        return Precondition.newBuilder().setRecordType("City").addPrimaryKey(number(id));
    }

    private static Precondition.Builder none(String country) {
        return Precondition.newBuilder()
                .setRecordType("City")
                .setQueryEmpty(EmptyQuery.newBuilder()
                        .setFilter(filter(field("country").setEquals(text(country)))));
    }

    private CommitResponse send(CommitRequest.Builder request) {
        return client.transactions().commit(request.build());
    }

    private Errors refused(CommitRequest.Builder request) {
        return Errors.of(() -> send(request));
    }

    private Record get(long id) {
        return client.records()
                .get(GetRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .addPrimaryKey(number(id))
                        .build())
                .getRecord();
    }

    private List<String> names() {
        return client.names(space, Query.newBuilder().setAllowScan(true));
    }

    @Test
    void allWritesHappenInOneCommitAndTellTheirVersions() {
        client.put(space, city(1, "Ghent", "BE", 1));

        CommitResponse response =
                send(commit(put(city(2, "Lille", "FR", 2)), delete(1), put(city(3, "Bonn", "DE", 3))));

        assertThat(names()).containsExactlyInAnyOrder("Lille", "Bonn");
        assertThat(response.getVersion().size()).isEqualTo(12);
        assertThat(response.getWriteVersionsList())
                .containsExactly(get(2).getVersion(), response.getVersion(), get(3).getVersion());
        assertThat(get(2).getVersion().substring(0, 10))
                .isEqualTo(get(3).getVersion().substring(0, 10));
    }

    @Test
    void aWriteSeesThoseBeforeIt() {
        send(commit(insert(city(1, "Ghent", "BE", 1)), delete(1), insert(city(1, "Gand", "BE", 2))));

        assertThat(names()).containsExactly("Gand");
    }

    @Test
    void whenOneWriteIsRefusedNoneHappensAndItIsNamed() {
        client.put(space, city(1, "Ghent", "BE", 1));

        refused(commit(put(city(2, "Lille", "FR", 2)), insert(city(1, "Gand", "BE", 1))))
                .hasCode(Code.ALREADY_EXISTS)
                .says("writes[1]: ");
        refused(commit(put(city(2, "Lille", "FR", 2)), delete(9)))
                .hasCode(Code.NOT_FOUND)
                .says("writes[1]: ");
        refused(commit(put(city(2, "Lille", "FR", 2)), put(city(3, "Ghent", "FR", 2))))
                .hasCode(Code.ALREADY_EXISTS)
                .hasReason("NOT_UNIQUE");
        refused(commit(
                        put(city(2, "Lille", "FR", 2)),
                        put(City.newBuilder().setName("no key").build())))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("writes[1].id");
        refused(commit(
                        put(city(2, "Lille", "FR", 2)),
                        Write.newBuilder().setPut(PutWrite.newBuilder().setRecordType("City"))))
                .namesField("writes[1].put.protobuf");

        assertThat(names()).containsExactly("Ghent");
    }

    @Test
    void aDeleteMayAllowThatThereIsNothing() {
        CommitResponse response = send(commit(
                put(city(1, "Ghent", "BE", 1)),
                Write.newBuilder().setDelete(deleteWrite(9).setAllowMissing(true))));

        assertThat(response.getWriteVersions(1)).isEqualTo(response.getVersion());
        assertThat(names()).containsExactly("Ghent");
    }

    @Test
    void everyPreconditionHoldsOrItIsNamedAndNothingHappens() {
        ByteString version = client.put(space, city(1, "Ghent", "BE", 1));
        Precondition.Builder[] hold = {
            onCity(1).setExists(true),
            onCity(2).setExists(false),
            onCity(1).setVersionEquals(version),
            onCity(1).setMatches(filter(field("name").setEquals(text("Ghent")))),
            none("FR")
        };
        Precondition.Builder[] fail = {
            onCity(2).setExists(true),
            onCity(1).setExists(false),
            onCity(1).setVersionEquals(ByteString.copyFrom(new byte[12])),
            onCity(1).setMatches(filter(field("name").setEquals(text("Gand")))),
            onCity(2).setMatches(filter(field("name").setNotEquals(text("Gand")))),
            none("BE")
        };
        for (Precondition.Builder failing : fail) {
            CommitRequest.Builder request = commit(put(city(2, "Lille", "FR", 2)));
            for (Precondition.Builder holding : hold) {
                request.addPreconditions(holding);
            }
            refused(request.addPreconditions(failing))
                    .hasCode(Code.FAILED_PRECONDITION)
                    .hasReason("PRECONDITION_FAILED")
                    .hasDetail("precondition", "5")
                    .says("preconditions[5]: ");
        }
        assertThat(names()).containsExactly("Ghent");

        CommitRequest.Builder request = commit(put(city(2, "Lille", "FR", 2)));
        for (Precondition.Builder holding : hold) {
            request.addPreconditions(holding);
        }
        send(request);
        assertThat(names()).containsExactlyInAnyOrder("Ghent", "Lille");
    }

    @Test
    void aPreconditionIsWithoutAnIndexRefusedUnlessItMayScan() {
        EmptyQuery.Builder query =
                EmptyQuery.newBuilder().setFilter(filter(field("population").setEquals(number(7))));
        Precondition.Builder precondition = Precondition.newBuilder().setRecordType("City");

        refused(commit(put(city(1, "Ghent", "BE", 7))).addPreconditions(precondition.setQueryEmpty(query)))
                .hasReason("INDEX_REQUIRED");
        CommitRequest.Builder scanning = commit(put(city(1, "Ghent", "BE", 7)))
                .addPreconditions(precondition.setQueryEmpty(query.setAllowScan(true)));
        send(scanning);
        refused(scanning).hasReason("PRECONDITION_FAILED");
    }

    @Test
    void aRequestThatIsSentAgainIsAnsweredAsBeforeAndWritesNothing() {
        CommitRequest.Builder request = commit(
                        insert(city(1, "Ghent", "BE", 1)),
                        Write.newBuilder().setDelete(deleteWrite(9).setAllowMissing(true)),
                        insert(city(2, "Lille", "FR", 2)))
                .addPreconditions(onCity(1).setExists(false))
                .setRequestId(UUID.randomUUID().toString());

        CommitResponse first = send(request);
        client.put(space, city(1, "Gand", "BE", 1));
        CommitResponse second = send(request);

        assertThat(first.getRepeatedRequest()).isFalse();
        assertThat(second).isEqualTo(first.toBuilder().setRepeatedRequest(true).build());
        assertThat(names()).containsExactlyInAnyOrder("Gand", "Lille");
        assertThat(get(2).getVersion()).isEqualTo(second.getWriteVersions(2));
    }

    @Test
    void anotherRequestUnderTheSameIdIsRefused() {
        String id = UUID.randomUUID().toString();
        send(commit(put(city(1, "Ghent", "BE", 1))).setRequestId(id));

        refused(commit(put(city(1, "Gand", "BE", 1))).setRequestId(id))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("request_id");

        assertThat(names()).containsExactly("Ghent");
        space = client.createCities();
        send(commit(put(city(1, "Gand", "BE", 1))).setRequestId(id));
        assertThat(names()).containsExactly("Gand");
    }

    @Test
    void aRequestThatWasRefusedMayBeSentAgain() {
        CommitRequest.Builder request = commit(put(city(1, "Ghent", "BE", 1)))
                .addPreconditions(onCity(2).setExists(true))
                .setRequestId("again");
        refused(request).hasReason("PRECONDITION_FAILED");

        client.put(space, city(2, "Lille", "FR", 2));

        assertThat(send(request).getRepeatedRequest()).isFalse();
    }

    @Test
    void whatIsTooMuchOrNothingIsRefused() {
        refused(commit()).hasCode(Code.INVALID_ARGUMENT).namesField("writes");
        refused(commit(Write.newBuilder())).namesField("writes[0]");
        refused(commit(put(city(1, "Ghent", "BE", 1))).addPreconditions(onCity(1)))
                .namesField("preconditions[0]");
        refused(commit(put(city(1, "Ghent", "BE", 1))).setRequestId("x".repeat(101)))
                .namesField("request_id");
        CommitRequest.Builder many = commit();
        for (int i = 0; i <= 1_000; i++) {
            many.addWrites(put(city(i + 1, "city" + i, "BE", 1)));
        }
        refused(many).hasCode(Code.RESOURCE_EXHAUSTED).hasDetail("limit", "commit_writes");
        send(many.removeWrites(1_000));
        CommitRequest.Builder queries = commit(put(city(1, "Ghent", "BE", 1)));
        for (int i = 0; i <= 32; i++) {
            queries.addPreconditions(none("XX"));
        }
        refused(queries).hasCode(Code.RESOURCE_EXHAUSTED).hasDetail("limit", "commit_queries");
        CommitRequest.Builder guarded = commit(put(city(1, "Ghent", "BE", 1)));
        for (int i = 0; i <= 1_000; i++) {
            guarded.addPreconditions(onCity(2_000 + i).setExists(false));
        }
        refused(guarded).hasCode(Code.RESOURCE_EXHAUSTED).hasDetail("limit", "commit_preconditions");
        send(guarded.removePreconditions(1_000));
    }

    /** Each finds that there is none, or would: all but the first to commit must find out that there is one. */
    @Test
    void ofSeveralThatFindNothingAtOnceOneWrites() {
        for (int round = 0; round < 10; round++) {
            String country = "C" + round;
            long first = 100 * (round + 1);
            List<CompletableFuture<Boolean>> all = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> isFirst(first + i, country)))
                    .toList();

            assertThat(all.stream().filter(CompletableFuture::join)).hasSize(1);
            assertThat(client.names(
                            space,
                            Query.newBuilder().setFilter(filter(field("country").setEquals(text(country))))))
                    .hasSize(1);
        }
    }

    private boolean isFirst(long id, String country) {
        try {
            send(commit(put(city(id, "city " + id, country, 1))).addPreconditions(none(country)));
            return true;
        } catch (StatusRuntimeException refused) {
            assertThat(refused.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
            return false;
        }
    }

    @Test
    void aTokenMustAllowEveryPartOnItsRecordType() {
        CommitRequest.Builder all = commit(put(city(1, "Ghent", "BE", 1)), delete(1))
                .addPreconditions(onCity(1).setExists(false));
        String[] short1 = {
            TestTokens.rights(TENANT, "test/*", Operation.WRITE, Operation.DELETE),
            TestTokens.rights(TENANT, "test/*", Operation.READ, Operation.DELETE),
            TestTokens.rights(TENANT, "test/*", Operation.READ, Operation.WRITE),
            TestTokens.rightsOnType(TENANT, "test/*", "Other", Operation.READ, Operation.WRITE, Operation.DELETE)
        };
        for (String token : short1) {
            try (ServiceClient other = new ServiceClient(server.getPort(), token)) {
                Errors.of(() -> other.transactions().commit(all.build())).hasCode(Code.PERMISSION_DENIED);
            }
        }
        String enough =
                TestTokens.rightsOnType(TENANT, "test/*", "City", Operation.READ, Operation.WRITE, Operation.DELETE);
        try (ServiceClient other = new ServiceClient(server.getPort(), enough)) {
            other.transactions().commit(all.build());
            CommitRequest.Builder another = all.clone()
                    .addWrites(Write.newBuilder().setDelete(deleteWrite(1).setRecordType("Secret")));
            Errors.of(() -> other.transactions().commit(another.build())).hasCode(Code.PERMISSION_DENIED);
        }
    }

    @Test
    void aCallerWithoutRightsIsNotToldWhatItsRequestLacksNorWhatThereIs() {
        try (ServiceClient other =
                new ServiceClient(server.getPort(), TestTokens.rights(TENANT, "elsewhere/*", Operation.values()))) {
            CommitRequest.Builder invalid = commit(put(city(1, "x", "BE", 1)), Write.newBuilder());
            Errors.of(() -> other.transactions().commit(invalid.build())).hasCode(Code.PERMISSION_DENIED);
            CommitRequest.Builder nowhere = commit(put(city(1, "x", "BE", 1))).setRecordSpace("not/there");
            Errors.of(() -> other.transactions().commit(nowhere.build())).hasCode(Code.PERMISSION_DENIED);
        }
        refused(commit(put(city(1, "x", "BE", 1))).setRecordSpace("not/there")).hasCode(Code.NOT_FOUND);
    }
}
