package io.recordstore.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.GetKeysRequest;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Keys;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.RotateKeysRequest;
import io.recordstore.v1.SortKey;
import jakarta.inject.Inject;
import java.net.URL;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RotateKeys and GetKeys, and what they leave in the store. */
@QuarkusTest
class KeyRotationTest {
    private static final String TENANT = "rotation";
    private static final int RECORDS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TestHTTPResource("/")
    URL server;

    @Inject
    Database database;

    private ServiceClient client;
    private RawStore store;
    private String space;

    @BeforeEach
    void fill() {
        client = new ServiceClient(server.getPort(), TestTokens.admin(TENANT));
        store = new RawStore(database);
        space = client.createCities(ServiceClient.index("City", "name"));
        LongStream.rangeClosed(1, RECORDS).forEach(id -> client.put(space, city(id)));
        // In several pieces, since it is longer than a value may be.
        client.put(
                space, city(RECORDS + 1).toBuilder().setAltName(noise(250_000)).build());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void everyRecordIsUnderTheNewKeyAndTheOldOneIsGone() {
        int before = keys().getDataKeys(0).getId();
        assertThat(keyIds()).containsExactly(before);

        Keys rotated = rotate();

        assertThat(rotated.getDataKeysList()).hasSize(1);
        assertThat(rotated.getDataKeys(0).getPrimary()).isTrue();
        int now = rotated.getDataKeys(0).getId();
        assertThat(now).isNotEqualTo(before);
        assertThat(keyIds()).containsExactly(now);
        assertThat(rotated.getRotation().hasEndTime()).isTrue();
        assertThat(rotated.getRotation().getRecordsResealed()).isEqualTo(RECORDS + 1);
        assertThat(rotated.getRotation().getRecordsTotal()).isEqualTo(RECORDS + 1);
        assertThat(rotated.getKeyEncryptionKey()).isEqualTo("test");
        assertThat(keys()).isEqualTo(rotated);
    }

    @Test
    void nobodyWhoReadsSeesADifference() {
        List<QueryResponse> before = all();
        List<KeyValue> storedBefore = store.range(store.incarnation(TENANT, space));

        rotate();

        List<QueryResponse> after = all();
        assertThat(records(after)).isEqualTo(records(before)).hasSize(RECORDS + 1);
        // All but the sealed records and how far the rotation is: indexes, versions, schemas.
        assertThat(withoutRecords(storedBefore))
                .isEqualTo(withoutRecords(store.range(store.incarnation(TENANT, space))));
    }

    @Test
    void rotatingAgainAndAgainLeavesOneKey() {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            Keys keys = rotate();
            assertThat(keys.getDataKeysList()).hasSize(1);
            seen.add(keys.getDataKeys(0).getId());
        }
        assertThat(seen).hasSize(3);
        assertThat(records(all())).hasSize(RECORDS + 1);
    }

    @Test
    void updatesDuringARotationAreNotLost() {
        // So many that sealing them again takes long enough for updates to come in between.
        client.put(
                space,
                LongStream.rangeClosed(1_001, 1_400)
                        .mapToObj(KeyRotationTest::city)
                        .toArray(City[]::new));
        AtomicBoolean isRotating = new AtomicBoolean(true);
        List<CompletableFuture<Long>> writing = LongStream.rangeClosed(1, 4)
                .mapToObj(id -> CompletableFuture.supplyAsync(() -> update(id, isRotating)))
                .toList();

        for (int i = 0; i < 5; i++) {
            rotate();
        }
        isRotating.set(false);

        writing.forEach(writer -> assertThat(writer.join()).isPositive());
        assertThat(keyIds()).containsExactly(keys().getDataKeys(0).getId());
    }

    /** Writes a record again and again, and sees each time that it is as it was written. */
    private long update(long id, AtomicBoolean goesOn) {
        long population = 0;
        while (goesOn.get()) {
            population++;
            client.put(space, city(id).toBuilder().setPopulation(population).build());
            assertThat(population(id)).isEqualTo(population);
        }
        return population;
    }

    private long population(long id) {
        try {
            return City.parseFrom(client.records()
                            .get(GetRequest.newBuilder()
                                    .setRecordSpace(space)
                                    .setRecordType("City")
                                    .addPrimaryKey(ServiceClient.number(id))
                                    .build())
                            .getRecord()
                            .getProtobuf())
                    .getPopulation();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aContinuationOfBeforeIsRefusedWithTheReason() {
        Query.Builder query = Query.newBuilder()
                .addOrderBy(SortKey.newBuilder().setPath("name"))
                .setLimit(1);
        String continuation =
                client.stream(ServiceClient.cities(space, query)).get(0).getContinuation();

        rotate();

        assertThatThrownBy(
                        () -> client.stream(ServiceClient.cities(space, query).setContinuation(continuation)))
                .isInstanceOfSatisfying(StatusRuntimeException.class, error -> {
                    assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
                    assertThat(error.getMessage())
                            .contains("its keys were rotated")
                            .contains("start anew");
                });
    }

    @Test
    void aRecordSpaceWithoutASchemaCanBeRotated() {
        String empty = client.createSpace();

        Keys keys = rotate(empty);

        assertThat(keys.getDataKeysList()).hasSize(1);
        assertThat(keys.getRotation().hasEndTime()).isTrue();
    }

    @Test
    void itNeedsTheRightToAdministrate() {
        try (ServiceClient reader =
                new ServiceClient(server.getPort(), TestTokens.rights(TENANT, "test/*", Operation.READ))) {
            assertDenied(() -> reader.spaces()
                    .rotateKeys(
                            RotateKeysRequest.newBuilder().setRecordSpace(space).build()));
            assertDenied(() -> reader.spaces()
                    .getKeys(GetKeysRequest.newBuilder().setRecordSpace(space).build()));
        }
    }

    private static void assertDenied(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, error -> assertThat(
                        error.getStatus().getCode())
                .isEqualTo(Code.PERMISSION_DENIED));
    }

    private Keys rotate() {
        return rotate(space);
    }

    /** The call leaves what takes long to be done behind it. */
    private Keys rotate(String where) {
        Keys keys = client.spaces()
                .rotateKeys(RotateKeysRequest.newBuilder().setRecordSpace(where).build())
                .getKeys();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!keys.getRotation().hasEndTime() && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
            keys = keys(where);
        }
        return keys;
    }

    private Keys keys() {
        return keys(space);
    }

    private Keys keys(String where) {
        return client.spaces()
                .getKeys(GetKeysRequest.newBuilder().setRecordSpace(where).build())
                .getKeys();
    }

    private static City city(long id) {
        return ServiceClient.city(id, "city-" + id, "DE", id);
    }

    /** Text that does not compress away. */
    private static String noise(int length) {
        StringBuilder noise = new StringBuilder();
        new Random(7).ints(length, 'a', 'z' + 1).forEach(letter -> noise.append((char) letter));
        return noise.toString();
    }

    private List<QueryResponse> all() {
        return client.stream(ServiceClient.cities(
                        space,
                        Query.newBuilder().addOrderBy(SortKey.newBuilder().setPath("name"))))
                .stream()
                .filter(QueryResponse::hasRecord)
                .toList();
    }

    private static List<City> records(List<QueryResponse> responses) {
        return responses.stream()
                .map(response -> {
                    try {
                        return City.parseFrom(response.getRecord().getProtobuf());
                    } catch (InvalidProtocolBufferException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    /** The ids of the keys that the records in the store are sealed with. */
    private Set<Integer> keyIds() {
        Set<Integer> ids = new HashSet<>();
        for (KeyValue entry : store.range(store.records(TENANT, space))) {
            Tuple key = store.records(TENANT, space).unpack(entry.getKey());
            long piece = key.getLong(key.size() - 1);
            if (piece == 0 || piece == 1) {
                ids.add(ByteBuffer.wrap(entry.getValue()).getInt(2));
            }
        }
        return ids;
    }

    private List<KeyValue> withoutRecords(List<KeyValue> stored) {
        return stored.stream()
                .filter(entry -> {
                    Tuple key = store.incarnation(TENANT, space).unpack(entry.getKey());
                    boolean isState = key.get(0).equals(2L);
                    boolean isRecord = key.size() > 2
                            && key.get(0).equals(0L)
                            && key.get(1).equals(1L)
                            && key.getLong(key.size() - 1) >= 0;
                    return !isState && !isRecord;
                })
                .toList();
    }
}
