package io.recordstore.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.subspace.Subspace;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.demo.v1.Location;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.SortKey;
import jakarta.inject.Inject;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the store's raw key-values give away. */
@QuarkusTest
class EncryptionAtRestTest {
    private static final String TENANT = "at-rest";
    private static final City SECRETIVE = City.newBuilder()
            .setId(77)
            .setName("Xanadu-the-indexed")
            .setAltName("Shangdu-the-secret")
            .setFeatureCode("SECRET-FEATURE")
            .setAdminCode("SECRET-ADMIN")
            .setLocation(Location.newBuilder().setLongitude(116.123456789).setLatitude(42.987654321))
            .build();

    @TestHTTPResource("/")
    URL server;

    @Inject
    Database database;

    @Test
    void noPlaintextOfAnUnindexedFieldIsStored() {
        try (ServiceClient client = new ServiceClient(server.getPort(), TestTokens.admin(TENANT))) {
            String space = client.createCities(ServiceClient.index("City", "name"));
            client.put(space, SECRETIVE);
            List<KeyValue> stored = new RawStore(database).everything();

            for (String secret : List.of("Shangdu", "SECRET-FEATURE", "SECRET-ADMIN")) {
                assertThat(RawStore.holds(stored, secret.getBytes(StandardCharsets.UTF_8)))
                        .as(secret)
                        .isFalse();
            }
            assertThat(RawStore.holds(stored, SECRETIVE.getLocation().toByteArray()))
                    .isFalse();
            assertThat(RawStore.holds(stored, SECRETIVE.toByteArray())).isFalse();
            // An index's keys are readable by nature, which shows that the search above finds what is there.
            assertThat(RawStore.holds(stored, "Xanadu-the-indexed".getBytes(StandardCharsets.UTF_8)))
                    .isTrue();
        }
    }

    @Test
    void aContinuationDoesNotGiveAwayTheValuesItStandsFor() {
        try (ServiceClient client = new ServiceClient(server.getPort(), TestTokens.admin(TENANT))) {
            String space = client.createCities(ServiceClient.index("City", "name"));
            client.put(space, SECRETIVE, SECRETIVE.toBuilder().setId(78).build());

            String continuation = client.stream(ServiceClient.cities(
                            space,
                            Query.newBuilder()
                                    .addOrderBy(SortKey.newBuilder().setPath("name"))
                                    .setLimit(1)))
                    .get(0)
                    .getContinuation();

            assertThat(new String(Base64.getUrlDecoder().decode(continuation), StandardCharsets.ISO_8859_1))
                    .doesNotContain("Xanadu");
        }
    }

    @Test
    void whatCompressesIsStoredShortAndWhatDoesNotIsStoredAsItIs() {
        try (ServiceClient client = new ServiceClient(server.getPort(), TestTokens.admin(TENANT))) {
            String space = client.createCities();
            City prose = SECRETIVE.toBuilder().setAltName("word ".repeat(400)).build();
            byte[] random = new byte[1500];
            new Random(1).nextBytes(random);
            City noise = SECRETIVE.toBuilder()
                    .setId(78)
                    .setAltName(Base64.getEncoder().encodeToString(random))
                    .build();
            client.put(space, prose, noise, SECRETIVE.toBuilder().setId(79).build());

            byte[] storedProse = stored(space, 77);
            assertThat(storedProse[0]).isEqualTo((byte) 2);
            assertThat(storedProse.length).isLessThan(prose.getSerializedSize() / 4);
            assertThat(stored(space, 78)[0])
                    .as("base64 has six bits in each eight, which is not worth it")
                    .isEqualTo((byte) 1);
            assertThat(stored(space, 79)[0]).as("below the threshold").isEqualTo((byte) 1);
            assertThat(get(client, space, 77)).isEqualTo(prose.toByteArray());
            assertThat(get(client, space, 78)).isEqualTo(noise.toByteArray());
        }
    }

    private byte[] stored(String space, long id) {
        RawStore store = new RawStore(database);
        return store.get(store.recordKey(TENANT, space, 1, id));
    }

    @Test
    void deletingARecordSpaceDeletesItsKeysWithAllThatTheyOpen() {
        RawStore store = new RawStore(database);
        try (ServiceClient client = new ServiceClient(server.getPort(), TestTokens.admin(TENANT))) {
            String space = client.createCities(ServiceClient.index("City", "name"));
            client.put(space, SECRETIVE);
            Subspace incarnation = store.incarnation(TENANT, space);
            byte[] keyset =
                    store.entry(TENANT, space).getKeyset().getEncryptedKeyset().toByteArray();
            byte[] indexKeyset = store.entry(TENANT, space)
                    .getKeyset()
                    .getEncryptedIndexKeyset()
                    .toByteArray();
            assertThat(RawStore.holds(store.everything(), keyset)).isTrue();
            assertThat(RawStore.holds(store.everything(), indexKeyset)).isTrue();

            client.spaces()
                    .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                            .setRecordSpace(space)
                            .build());

            assertThat(store.entry(TENANT, space)).isNull();
            assertThat(store.range(incarnation)).isEmpty();
            assertThat(RawStore.holds(store.everything(), keyset)).isFalse();
            assertThat(RawStore.holds(store.everything(), indexKeyset)).isFalse();
        }
    }

    private static byte[] get(ServiceClient client, String space, long id) {
        return client.records()
                .get(GetRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .addPrimaryKey(ServiceClient.number(id))
                        .build())
                .getRecord()
                .getProtobuf()
                .toByteArray();
    }
}
