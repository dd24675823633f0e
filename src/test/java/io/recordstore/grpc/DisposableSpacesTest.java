package io.recordstore.grpc;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import io.recordstore.v1.GetRecordSpaceRequest;
import io.recordstore.v1.ListRecordSpacesRequest;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.Query;
import io.recordstore.v1.RecordSpace;
import io.recordstore.v1.RotateKeysRequest;
import io.recordstore.v1.UpdateRecordSpaceRequest;
import io.recordstore.v1.Write;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RecordSpaces that end by themselves, at the gRPC port, and what is left of those that are gone. */
@QuarkusTest
class DisposableSpacesTest {
    private static final String TENANT = "disposable";
    private static final long PATIENCE_MILLIS = 60_000;

    @TestHTTPResource("/")
    URL server;

    @Inject
    Transactions transactions;

    @Inject
    MeterRegistry meters;

    @Inject
    @Root
    Subspace root;

    private ServiceClient client;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin(TENANT));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aTimeToLiveIsShownAsTheTimeWhenItEndsAndIsRenewed() {
        String name = create(3600);

        RecordSpace created = get(name);
        RecordSpace renewed = client.spaces()
                .updateRecordSpace(UpdateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(name)
                        .setTtl(Durations.fromHours(48))
                        .build())
                .getRecordSpace();

        assertThat(Timestamps.between(created.getCreateTime(), created.getExpireTime()))
                .isEqualTo(Durations.fromSeconds(3600));
        assertThat(Durations.toHours(Timestamps.between(created.getExpireTime(), renewed.getExpireTime())))
                .isEqualTo(47);
        assertThat(client.spaces()
                        .listRecordSpaces(ListRecordSpacesRequest.newBuilder()
                                .setPrefix(name)
                                .build())
                        .getRecordSpacesList())
                .containsExactly(renewed);
        assertThat(keep(name).hasExpireTime()).isFalse();
    }

    private RecordSpace keep(String name) {
        return client.spaces()
                .updateRecordSpace(UpdateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(name)
                        .setTtl(Durations.ZERO)
                        .build())
                .getRecordSpace();
    }

    @Test
    void aTimeToLiveOutOfBoundsIsRefused() {
        for (com.google.protobuf.Duration ttl : List.of(
                Durations.fromMillis(999),
                Durations.fromDays(366),
                Durations.fromSeconds(-1),
                com.google.protobuf.Duration.newBuilder().setNanos(-5).build(),
                com.google.protobuf.Duration.newBuilder()
                        .setSeconds(Long.MAX_VALUE)
                        .build())) {
            Errors.of(() -> client.spaces()
                            .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                                    .setRecordSpace("ttl/refused")
                                    .setTtl(ttl)
                                    .build()))
                    .hasCode(Code.INVALID_ARGUMENT)
                    .namesField("ttl");
        }
        Errors.of(() -> client.spaces()
                        .updateRecordSpace(UpdateRecordSpaceRequest.newBuilder()
                                .setRecordSpace(create(60))
                                .build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .says("ttl");
    }

    @Test
    void oneThatExpiresIsNotFoundAndLeavesNoKeyBehind() {
        client.createSpace();
        Set<String> before = keys();
        double expired = expired();
        String name = create(2);
        client.schemas().applySchema(ServiceClient.citySchema(name, index("City", "country")));
        client.put(name, city(1, "Ghent", "BE", 231_493));
        assertThat(keys()).isNotEqualTo(before);

        until(() -> codeOfGet(name) == Code.NOT_FOUND);
        Errors.of(() -> client.put(name, city(2, "Bruges", "BE", 118_284))).hasCode(Code.NOT_FOUND);
        Errors.of(() -> client.names(name, Query.newBuilder().setAllowScan(true)))
                .hasCode(Code.NOT_FOUND);
        until(() -> before.containsAll(keys()));
        until(() -> expired() > expired);
    }

    private double expired() {
        return meters.get("recordstore.record.spaces.expired").counter().count();
    }

    @Test
    void oneThatIsDeletedLeavesNoKeyBehindWhateverItWasUsedFor() {
        use(create(3600));
        Set<String> before = keys();
        for (int i = 0; i < 3; i++) {
            String name = create(3600);
            use(name);
            assertThat(keys()).isNotEqualTo(before);
            delete(name);
        }
        until(() -> before.containsAll(keys()));
    }

    /** Changes, a request id, a rotation, and an index that cannot be completed and is tried again. */
    private void use(String name) {
        client.schemas().applySchema(ServiceClient.citySchema(name, index("City", "country")));
        client.put(name, city(1, "Ghent", "BE", 231_493), city(2, "Bruges", "BE", 118_284));
        client.transactions()
                .commit(CommitRequest.newBuilder()
                        .setRecordSpace(name)
                        .setRequestId(UUID.randomUUID().toString())
                        .addWrites(Write.newBuilder()
                                .setPut(PutWrite.newBuilder()
                                        .setRecordType("City")
                                        .setProtobuf(city(3, "Ghent", "US", 1).toByteString())))
                        .build());
        client.spaces()
                .rotateKeys(RotateKeysRequest.newBuilder().setRecordSpace(name).build());
        client.schemas()
                .applySchema(ServiceClient.citySchema(
                        name,
                        index("City", "country"),
                        index("City", "name").toBuilder().setUnique(true).build()));
        client.names(name, Query.newBuilder().setFilter(filter(field("country").setEquals(text("BE")))));
    }

    private String create(long ttlSeconds) {
        String name = "ttl/" + UUID.randomUUID();
        client.spaces()
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(name)
                        .setTtl(Durations.fromSeconds(ttlSeconds))
                        .setChangeRetention(ChangeRetention.newBuilder().setDuration(Durations.fromHours(1)))
                        .build());
        return name;
    }

    private void delete(String name) {
        client.spaces()
                .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                        .setRecordSpace(name)
                        .build());
    }

    private RecordSpace get(String name) {
        return client.spaces()
                .getRecordSpace(
                        GetRecordSpaceRequest.newBuilder().setRecordSpace(name).build())
                .getRecordSpace();
    }

    private Code codeOfGet(String name) {
        try {
            get(name);
            return Code.OK;
        } catch (StatusRuntimeException failure) {
            return failure.getStatus().getCode();
        }
    }

    /** Every key that has to do with this test's tenant: its own, and its notes among the system's. */
    private Set<String> keys() {
        long tenant = Tuple.fromBytes(transactions
                        .read(context -> context.ensureActive().get(root.pack(Tuple.from(0, 1, TENANT))))
                        .await()
                        .indefinitely())
                .getLong(0);
        List<KeyValue> all = transactions
                .read(context -> context.ensureActive().getRange(root.range()).asList())
                .await()
                .indefinitely();
        return all.stream()
                .map(KeyValue::getKey)
                .filter(key -> isOf(root.unpack(key), tenant))
                .map(ByteArrayUtil::printable)
                .collect(Collectors.toSet());
    }

    private static boolean isOf(Tuple key, long tenant) {
        List<Object> elements = key.getItems();
        boolean isOfTenant = elements.get(0).equals(tenant)
                || elements.subList(2, elements.size()).contains(tenant)
                || elements.contains(TENANT);
        return isOfTenant && !isOfOperationsThatAreOver(elements, tenant);
    }

    /** A tenant's list of operations, which tells for a week of those that are over, and the number of the last. */
    private static boolean isOfOperationsThatAreOver(List<Object> key, long tenant) {
        boolean isListed = key.get(0).equals(tenant)
                && key.get(1).equals(7L)
                && !key.get(2).equals(1L);
        boolean isToBeForgotten = key.get(0).equals(0L) && key.get(1).equals(9L);
        return isListed || isToBeForgotten;
    }

    private static void until(BooleanSupplier isSo) {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!isSo.getAsBoolean()) {
            assertThat(System.currentTimeMillis()).as("it was to become so").isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
