package io.recordstore.grpc;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.operation.JobRuns;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import io.recordstore.v1.ClearRecordSpaceRequest;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import io.recordstore.v1.DeleteRequest;
import io.recordstore.v1.DeleteWhereRequest;
import io.recordstore.v1.DeleteWrite;
import io.recordstore.v1.ExportRequest;
import io.recordstore.v1.ForkRecordSpaceRequest;
import io.recordstore.v1.ForkRecordSpaceResponse;
import io.recordstore.v1.GetOperationRequest;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.GetUsageRequest;
import io.recordstore.v1.GetUsageResponse;
import io.recordstore.v1.ListRecordSpacesRequest;
import io.recordstore.v1.Operation;
import io.recordstore.v1.OperationState;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.Quotas;
import io.recordstore.v1.SetQuotasRequest;
import io.recordstore.v1.Write;
import jakarta.inject.Inject;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits at the gRPC port. */
@QuarkusTest
class QuotaTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** More than one burst of what a test sends. */
    private static final int SOME = 40;

    /** The id of a record that comes before all others in the order of keys. */
    private static final long BEHIND_WHAT_IS_COPIED = -1;

    @TestHTTPResource("/")
    URL server;

    @Inject
    MeterRegistry meters;

    @Inject
    JobRuns runs;

    private final String tenant = "quota-" + UUID.randomUUID();
    private ServiceClient client;
    private ServiceClient operator;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin(tenant));
        operator = new ServiceClient(server.getPort(), TestTokens.operator(tenant));
    }

    @AfterEach
    void disconnect() {
        client.close();
        operator.close();
    }

    @Test
    void aTenantCreatesNoMoreRecordSpacesThanItMayHave() {
        set("", Quotas.newBuilder().setRecordSpaces(2));
        String first = client.createSpace();
        client.createSpace();
        double refused = refused("record_spaces");

        Errors.of(client::createSpace)
                .hasCode(Code.RESOURCE_EXHAUSTED)
                .hasReason("QUOTA_EXCEEDED")
                .hasDetail("limit", "record_spaces")
                .hasDetail("allowed", "2");

        assertThat(refused("record_spaces")).isEqualTo(refused + 1);
        assertThat(usage("").getRecordSpaces()).isEqualTo(2);
        client.spaces()
                .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                        .setRecordSpace(first)
                        .build());
        client.createSpace();
        set("", Quotas.newBuilder().setRecordSpaces(3));
        client.createSpace();
        assertThat(usage("").getRecordSpaces()).isEqualTo(3);
    }

    @Test
    void severalThatCreateRecordSpacesAtOnceCreateNoMoreThanAreAllowed() {
        client.createSpace();
        set("", Quotas.newBuilder().setRecordSpaces(4));

        List<CompletableFuture<Boolean>> all = IntStream.range(0, 12)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> create("at-once/" + i)))
                .toList();

        assertThat(all.stream().filter(CompletableFuture::join)).hasSize(3);
        assertThat(client.spaces()
                        .listRecordSpaces(ListRecordSpacesRequest.getDefaultInstance())
                        .getRecordSpacesCount())
                .isEqualTo(4);
    }

    private boolean create(String name) {
        try {
            client.spaces()
                    .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                            .setRecordSpace(name)
                            .build());
            return true;
        } catch (StatusRuntimeException refused) {
            assertThat(refused.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            return false;
        }
    }

    @Test
    void aRecordSpaceTakesNoMoreRecordsThanItMayHaveAndDeletesAreAlwaysAllowed() {
        String space = client.createCities(index("City", "name"));
        String other = client.createCities();
        set(space, Quotas.newBuilder().setRecords(3));
        client.put(space, city(1, "a", "BE", 1), city(2, "b", "BE", 1), city(3, "c", "BE", 1));

        Errors refused = Errors.of(() -> client.put(space, city(4, "d", "BE", 1)))
                .hasCode(Code.RESOURCE_EXHAUSTED)
                .hasReason("QUOTA_EXCEEDED")
                .hasDetail("limit", "records")
                .hasDetail("recordSpace", space)
                .says("3 records", space);

        assertThat(refused.detail(QuotaFailure.class).orElseThrow().getViolationsList())
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.getSubject()).isEqualTo("recordSpace:" + space);
                    assertThat(violation.getDescription()).isEqualTo("records");
                });
        assertThat(Durations.toMillis(
                        refused.detail(RetryInfo.class).orElseThrow().getRetryDelay()))
                .isPositive();
        client.put(space, city(3, "written over", "NL", 2));
        client.put(other, city(4, "elsewhere", "BE", 1));
        Errors.of(() -> commit(space, put(4), put(5))).hasReason("QUOTA_EXCEEDED");
        commit(space, put(4), delete(1));
        assertThat(usage(space).getRecords()).isEqualTo(3);
        delete(space, 2);
        client.put(space, city(5, "e", "BE", 1));
        Errors.of(() -> client.put(space, city(6, "f", "BE", 1))).hasDetail("limit", "records");
    }

    @Test
    void aTenantsLimitIsOfAllItsRecordSpacesTogether() {
        String one = client.createCities();
        String other = client.createCities();
        client.put(one, city(1, "a", "BE", 1));
        set("", Quotas.newBuilder().setRecords(3));
        client.put(other, city(1, "a", "BE", 1), city(2, "b", "BE", 1));

        Errors.of(() -> client.put(one, city(2, "b", "BE", 1)))
                .hasCode(Code.RESOURCE_EXHAUSTED)
                .hasDetail("limit", "records")
                .says("the tenant", "3 records");

        assertThat(usage("").getRecords()).isEqualTo(3);
        client.spaces()
                .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                        .setRecordSpace(other)
                        .build());
        await(() -> puts(one, 2));
        assertThat(usage("").getRecords()).isEqualTo(2);
    }

    @Test
    void bytesAreCountedAsTheyAreStoredAndLimited() {
        String space = client.createCities(index("City", "name"));
        client.put(space, city(1, "a", "BE", 1));
        long one = usage(space).getBytes();
        assertThat(one).isBetween(50L, 500L);
        set(space, Quotas.newBuilder().setBytes(3 * one));
        client.put(space, city(2, "b", "BE", 1), city(3, "c", "BE", 1));
        assertThat(usage(space).getBytes()).isEqualTo(3 * one);

        Errors.of(() -> client.put(space, city(4, "d", "BE", 1)))
                .hasCode(Code.RESOURCE_EXHAUSTED)
                .hasDetail("limit", "bytes")
                .hasDetail("allowed", Long.toString(3 * one));
        Errors.of(() -> client.put(space, city(1, "a name that is longer", "BE", 1)))
                .hasDetail("limit", "bytes");

        client.put(space, city(1, "z", "BE", 1));
        delete(space, 3);
        client.put(space, city(4, "d", "BE", 1));
    }

    @Test
    void whatIsStoredIsCountedHoweverItIsWrittenAndNothingIsLeftOfWhatIsGone() {
        String space = client.createCities(index("City", "name"));
        bulkPut(space, 200);
        client.put(space, city(1, "another name than before", "BE", 7));
        commit(space, put(500), put(501), put(500), delete(2), delete(3), put(3));
        Errors.of(() -> client.records()
                        .put(ServiceClient.putRequest(space, city(1, "x", "BE", 1))
                                .setMode(io.recordstore.v1.PutMode.PUT_MODE_INSERT)
                                .build()))
                .hasCode(Code.ALREADY_EXISTS);
        assertThat(usage(space).getRecords()).isEqualTo(201);
        assertThat(usage("").getRecords()).isEqualTo(201);
        assertThat(usage(space).getBytes()).isEqualTo(usage("").getBytes()).isPositive();

        client.records()
                .deleteWhere(DeleteWhereRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .setAll(true)
                        .build())
                .forEachRemaining(progress -> {});

        GetUsageResponse nothing = usage(space);
        assertThat(nothing.getRecords()).isZero();
        assertThat(nothing.getBytes()).isZero();
    }

    @Test
    void aForkIsCountedAndLimitedAsAnythingElseAndWhatIsEmptiedIsNotCounted() {
        String space = client.createCities(index("City", "name"));
        bulkPut(space, 50);
        String fork = fork(space);
        assertThat(usage(fork)).isEqualTo(usage(space));
        assertThat(usage("").getRecords()).isEqualTo(100);
        set("", Quotas.newBuilder().setRecordSpaces(2).setRecords(120));
        Errors.of(() -> fork(space)).hasDetail("limit", "record_spaces");
        set("", Quotas.newBuilder().setRecordSpaces(3));
        Errors.of(() -> fork(space)).hasDetail("limit", "records");
        assertThat(usage("").getRecordSpaces()).isEqualTo(2);

        client.spaces()
                .clearRecordSpace(ClearRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .build());

        assertThat(usage(space).getBytes()).isZero();
        assertThat(usage("").getRecords()).isEqualTo(50);
        await(() -> puts(space, 1));
    }

    private String fork(String space) {
        return forked(space).getRecordSpace().getRecordSpace();
    }

    private ForkRecordSpaceResponse forked(String space) {
        return forked(space, "fork/" + UUID.randomUUID());
    }

    private ForkRecordSpaceResponse forked(String space, String target) {
        return client.spaces()
                .forkRecordSpace(ForkRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .setTarget(target)
                        .build());
    }

    @Test
    void aForkBehindTheCallStopsAtTheLimitSaysWhyAndGoesOnAfterIt() {
        String space = client.createCities(index("City", "name"));
        int records = 1_100;
        bulkPut(space, records);
        set("", Quotas.newBuilder().setRecords(records + 700));

        ForkRecordSpaceResponse begun = forked(space);
        String target = begun.getRecordSpace().getRecordSpace();
        Operation stopped = operation(target, begun.getOperation().getOperation());

        assertThat(stopped.hasEndTime()).isFalse();
        assertThat(stopped.getFailure().getReason()).isEqualTo("QUOTA_EXCEEDED");
        assertThat(usage("").getRecords()).isBetween((long) records, records + 700L);
        set("", Quotas.newBuilder().setRecords(2 * records));
        await(() -> goneOnWith(target, stopped.getOperation()).getState() == OperationState.OPERATION_STATE_DONE);
        assertThat(usage(target)).isEqualTo(usage(space));
        assertThat(usage("").getRecords()).isEqualTo(2 * records);
    }

    /** All records are copied when the limit is met by one that came to the source meanwhile, with which the fork would be over. */
    @Test
    void aForkIsHeldToTheLimitInItsLastStepToo() {
        String space = client.createCities(index("City", "name"));
        int records = 1_100;
        bulkPut(space, records);
        String target = "fork/" + UUID.randomUUID();
        set(target, Quotas.newBuilder().setRecords(600));
        String id = forked(space, target).getOperation().getOperation();
        Operation inTheMiddle = operation(target, id);
        assertThat(inTheMiddle.getFailure().getReason()).isEqualTo("QUOTA_EXCEEDED");
        puts(space, BEHIND_WHAT_IS_COPIED);

        set(target, Quotas.newBuilder().setRecords(records));
        await(() -> {
            Operation now = goneOnWith(target, id);
            return now.hasEndTime() || now.getRecordsDone() == records && isLater(now, inTheMiddle);
        });

        Operation atTheEnd = operation(target, id);
        assertThat(atTheEnd.hasEndTime()).as(atTheEnd.toString()).isFalse();
        assertThat(atTheEnd.getFailure().getReason()).isEqualTo("QUOTA_EXCEEDED");
        Errors.of(() -> get(target, 1)).hasReason("FORK_IN_PROGRESS");
        set(target, Quotas.newBuilder().setRecords(records + 1));
        await(() -> goneOnWith(target, id).getState() == OperationState.OPERATION_STATE_DONE);
        assertThat(usage(target).getRecords()).isEqualTo(records + 1);
        assertThat(usage(target).getBytes()).isEqualTo(usage(space).getBytes());
    }

    private static boolean isLater(Operation now, Operation before) {
        return Timestamps.compare(
                        now.getFailure().getTime(), before.getFailure().getTime())
                > 0;
    }

    /** Looks for work as the server does every fifteen seconds. */
    private Operation goneOnWith(String space, String id) {
        runs.resume().await().atMost(PATIENCE);
        return operation(space, id);
    }

    private Operation operation(String space, String id) {
        return client.operations()
                .getOperation(GetOperationRequest.newBuilder()
                        .setRecordSpace(space)
                        .setOperation(id)
                        .build())
                .getOperation();
    }

    @Test
    void aBulkPutEndsAtTheLimitAndGoesOnAfterIt() {
        String space = client.createCities();
        set(space, Quotas.newBuilder().setRecords(10));

        assertThat(bulkFailure(space, SOME).getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);

        assertThat(usage(space).getRecords()).isLessThanOrEqualTo(10);
        set(space, Quotas.newBuilder().setRecords(SOME));
        assertThat(bulkPut(space, SOME).getWrittenCount()).isEqualTo(SOME);
    }

    @Test
    void requestsAreRefusedBeyondTheirRateWithADelayAfterWhichTheyAreNot() throws InterruptedException {
        String space = client.createCities();
        set("", Quotas.newBuilder().setRequestsPerSecond(2));
        double refused = refused("requests_per_second");

        Errors error = Errors.of(() -> {
            for (int i = 0; i < 1_000; i++) {
                client.put(space, city(1, "a", "BE", 1));
            }
        });

        error.hasCode(Code.RESOURCE_EXHAUSTED)
                .hasReason("QUOTA_EXCEEDED")
                .hasDetail("limit", "requests_per_second")
                .hasDetail("allowed", "2");
        assertThat(refused("requests_per_second")).isGreaterThan(refused);
        long delay =
                Durations.toMillis(error.detail(RetryInfo.class).orElseThrow().getRetryDelay());
        assertThat(delay).isBetween(1L, 1_000L);
        Thread.sleep(delay);
        client.put(space, city(1, "a", "BE", 1));
        set("", Quotas.newBuilder().setRequestsPerSecond(-1));
        for (int i = 0; i < SOME; i++) {
            client.put(space, city(1, "a", "BE", 1));
        }
    }

    @Test
    void aRecordSpacesRateIsItsOwn() {
        String limited = client.createCities();
        String other = client.createCities();
        set(limited, Quotas.newBuilder().setRequestsPerSecond(1));

        Errors.of(() -> IntStream.range(0, 1_000).forEach(i -> puts(limited, 1)))
                .hasDetail("limit", "requests_per_second")
                .hasDetail("recordSpace", limited);

        IntStream.range(0, SOME).forEach(i -> assertThat(puts(other, 1)).isTrue());
    }

    @Test
    void callsAreRefusedWhileTheirBytesAreOwed() {
        String space = client.createCities();
        String large = "x".repeat(20_000);
        set("", Quotas.newBuilder().setBytesPerSecond(10_000));
        client.put(space, city(1, large, "BE", 1));

        Errors.of(() -> {
                    for (int i = 0; i < 100; i++) {
                        get(space, 1);
                    }
                })
                .hasCode(Code.RESOURCE_EXHAUSTED)
                .hasDetail("limit", "bytes_per_second");

        set("", Quotas.newBuilder().setBytesPerSecond(-1));
        for (int i = 0; i < 3; i++) {
            get(space, 1);
        }
    }

    @Test
    void streamsOfEitherDirectionAreHeldUpToTheRateOfTheirBytes() {
        String space = client.createCities();
        int records = 60;
        int bytes = 1_000;
        int rate = 30_000;
        set(space, Quotas.newBuilder().setBytesPerSecond(rate));
        double seconds = (records * (double) bytes - rate) / rate;

        long begin = System.nanoTime();
        assertThat(bulkPut(space, records, "x".repeat(bytes)).getWrittenCount()).isEqualTo(records);
        assertThat(secondsSince(begin)).isGreaterThan(seconds * 0.9);

        begin = System.nanoTime();
        List<Object> exported = new ArrayList<>();
        await(() -> {
            exported.clear();
            try {
                client.records()
                        .export(ExportRequest.newBuilder().setRecordSpace(space).build())
                        .forEachRemaining(exported::add);
                return true;
            } catch (StatusRuntimeException stillOwed) {
                assertThat(stillOwed.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
                return false;
            }
        });
        assertThat(exported.size()).isGreaterThanOrEqualTo(records);
        assertThat(secondsSince(begin)).isGreaterThan(seconds * 0.9);
        assertThat(meters.get("recordstore.quotas.paced").counter().count()).isPositive();
    }

    @Test
    void onlyAnOperatorSetsLimitsAndAnybodyWhoReadsSeesThem() {
        String space = client.createSpace();
        SetQuotasRequest request = SetQuotasRequest.newBuilder()
                .setQuotas(Quotas.newBuilder().setRecords(1))
                .build();
        Errors.of(() -> client.quotas().setQuotas(request)).hasCode(Code.PERMISSION_DENIED);
        String ofOne = TestTokens.rights(
                tenant, space, io.recordstore.auth.Operation.OPERATE, io.recordstore.auth.Operation.READ);
        try (ServiceClient narrow = new ServiceClient(server.getPort(), ofOne)) {
            Errors.of(() -> narrow.quotas().setQuotas(request)).hasCode(Code.PERMISSION_DENIED);
            Errors.of(() -> narrow.quotas()
                            .setQuotas(request.toBuilder().setTenant("globex").build()))
                    .hasCode(Code.PERMISSION_DENIED);
            narrow.quotas().setQuotas(request.toBuilder().setRecordSpace(space).build());
            Errors.of(() -> narrow.quotas().getUsage(GetUsageRequest.getDefaultInstance()))
                    .hasCode(Code.PERMISSION_DENIED);
        }
        assertThat(usage(space).getQuotas().getRecords()).isEqualTo(1);
        assertThat(usage("").getQuotas()).isEqualTo(Quotas.getDefaultInstance());
    }

    @Test
    void aLimitIsChangedAndTakenBackByItself() {
        set("", Quotas.newBuilder().setRecords(5).setBytes(1_000_000));
        set("", Quotas.newBuilder().setRecords(6));
        assertThat(usage("").getQuotas())
                .isEqualTo(Quotas.newBuilder().setRecords(6).setBytes(1_000_000).build());

        operator.quotas()
                .setQuotas(SetQuotasRequest.newBuilder()
                        .setUpdateMask(FieldMask.newBuilder().addPaths("records"))
                        .build());
        set("", Quotas.newBuilder().setBytes(-1));

        assertThat(usage("").getQuotas()).isEqualTo(Quotas.getDefaultInstance());
        assertThat(usage("").getSetQuotas())
                .isEqualTo(Quotas.newBuilder().setBytes(-1).build());
    }

    @Test
    void whatIsNoLimitIsRefusedByItsName() {
        String space = client.createSpace();
        invalid("", Quotas.newBuilder()).namesField("quotas");
        invalid("", Quotas.newBuilder().setRecords(-2)).namesField("quotas.records");
        invalid("", Quotas.newBuilder().setRequestsPerSecond(0)).namesField("quotas.requests_per_second");
        invalid("", Quotas.newBuilder().setBytesPerSecond(1_023)).namesField("quotas.bytes_per_second");
        invalid(space, Quotas.newBuilder().setRecordSpaces(1)).namesField("quotas.record_spaces");
        Errors.of(() -> operator.quotas()
                        .setQuotas(SetQuotasRequest.newBuilder()
                                .setUpdateMask(FieldMask.newBuilder().addPaths("colour"))
                                .build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("update_mask");
    }

    private Errors invalid(String space, Quotas.Builder quotas) {
        return Errors.of(() -> set(space, quotas)).hasCode(Code.INVALID_ARGUMENT);
    }

    private void set(String space, Quotas.Builder quotas) {
        operator.quotas()
                .setQuotas(SetQuotasRequest.newBuilder()
                        .setRecordSpace(space)
                        .setQuotas(quotas)
                        .build());
    }

    private GetUsageResponse usage(String space) {
        return client.quotas()
                .getUsage(GetUsageRequest.newBuilder().setRecordSpace(space).build());
    }

    private double refused(String limit) {
        return meters.get("recordstore.quotas.refused")
                .tag("limit", limit)
                .counter()
                .count();
    }

    private boolean puts(String space, long id) {
        client.put(space, city(id, "a", "BE", 1));
        return true;
    }

    private void get(String space, long id) {
        client.records()
                .get(GetRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .addPrimaryKey(number(id))
                        .build());
    }

    private void delete(String space, long id) {
        client.records()
                .delete(DeleteRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .addPrimaryKey(number(id))
                        .build());
    }

    private void commit(String space, Write... writes) {
        client.transactions()
                .commit(CommitRequest.newBuilder()
                        .setRecordSpace(space)
                        .addAllWrites(List.of(writes))
                        .build());
    }

    private static Write put(long id) {
        City city = city(id, "city " + id, "BE", id);
        return Write.newBuilder()
                .setPut(PutWrite.newBuilder().setRecordType("City").setProtobuf(city.toByteString()))
                .build();
    }

    private static Write delete(long id) {
        return Write.newBuilder()
                .setDelete(DeleteWrite.newBuilder().setRecordType("City").addPrimaryKey(number(id)))
                .build();
    }

    private BulkPutResponse bulkPut(String space, int records) {
        return bulkPut(space, records, "name");
    }

    private BulkPutResponse bulkPut(String space, int records, String name) {
        return bulk(space, records, name).orTimeout(60, TimeUnit.SECONDS).join();
    }

    private StatusRuntimeException bulkFailure(String space, int records) {
        return (StatusRuntimeException) bulk(space, records, "name")
                .handle((answer, error) -> error)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private CompletableFuture<BulkPutResponse> bulk(String space, int records, String name) {
        CompletableFuture<BulkPutResponse> answer = new CompletableFuture<>();
        StreamObserver<BulkPutRequest> stream = client.recordStreams().bulkPut(new StreamObserver<>() {
            @Override
            public void onNext(BulkPutResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                answer.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {
                answer.completeExceptionally(new AssertionError("no answer"));
            }
        });
        for (int id = 1; id <= records; id++) {
            PutRequest put =
                    ServiceClient.putRequest(space, city(id, name, "BE", id)).build();
            stream.onNext(BulkPutRequest.newBuilder()
                    .setRecordSpace(space)
                    .setRecordType(put.getRecordType())
                    .setProtobuf(put.getProtobuf())
                    .build());
        }
        stream.onCompleted();
        return answer;
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private interface Attempt {
        boolean succeeds();
    }

    private static void await(Attempt attempt) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!succeeds(attempt)) {
            assertThat(System.nanoTime()).as("it never succeeds").isLessThan(deadline);
            Thread.yield();
        }
    }

    private static boolean succeeds(Attempt attempt) {
        try {
            return attempt.succeeds();
        } catch (StatusRuntimeException refused) {
            assertThat(refused.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            return false;
        }
    }
}
