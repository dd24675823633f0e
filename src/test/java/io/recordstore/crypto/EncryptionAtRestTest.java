package io.recordstore.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.demo.v1.Location;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.SortKey;
import jakarta.inject.Inject;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the store's raw key-values give away. */
@QuarkusTest
class EncryptionAtRestTest {
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
        try (ServiceClient client = new ServiceClient(server.getPort(), TestTokens.admin("at-rest"))) {
            String space = client.createCities(ServiceClient.index("City", "name"));
            client.put(space, SECRETIVE);
            List<KeyValue> stored = everything();

            for (String secret : List.of("Shangdu", "SECRET-FEATURE", "SECRET-ADMIN")) {
                assertThat(holds(stored, secret.getBytes(StandardCharsets.UTF_8)))
                        .as(secret)
                        .isFalse();
            }
            assertThat(holds(stored, SECRETIVE.getLocation().toByteArray())).isFalse();
            assertThat(holds(stored, SECRETIVE.toByteArray())).isFalse();
            // An index's keys are readable by nature, which shows that the search above finds what is there.
            assertThat(holds(stored, "Xanadu-the-indexed".getBytes(StandardCharsets.UTF_8)))
                    .isTrue();
        }
    }

    @Test
    void aContinuationDoesNotGiveAwayTheValuesItStandsFor() {
        try (ServiceClient client = new ServiceClient(server.getPort(), TestTokens.admin("at-rest"))) {
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
    void aSealedRecordOpensOnlyWhereItWasWritten() {
        try (ServiceClient client = new ServiceClient(server.getPort(), TestTokens.admin("at-rest"))) {
            String space = client.createCities();
            client.put(space, SECRETIVE, SECRETIVE.toBuilder().setId(78).build());
            List<KeyValue> sealed = everything().stream()
                    .filter(entry -> entry.getValue().length > SECRETIVE.getSerializedSize())
                    .filter(entry -> entry.getValue()[0] == 1)
                    .toList();
            KeyValue first = recordOf(sealed, 77);
            KeyValue second = recordOf(sealed, 78);

            database.run(transaction -> {
                transaction.set(second.getKey(), first.getValue());
                return null;
            });

            assertThatThrownBy(() -> get(client, space, 78))
                    .isInstanceOfSatisfying(StatusRuntimeException.class, error -> {
                        assertThat(error.getStatus().getCode()).isEqualTo(Code.DATA_LOSS);
                        assertThat(error.getMessage()).doesNotContain("Shangdu");
                    });
            assertThat(get(client, space, 77)).isNotEmpty();
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

    /** The newest record whose key ends in the type's number, this id and the suffix of an unsplit record. */
    private static KeyValue recordOf(List<KeyValue> sealed, int id) {
        byte[] suffix = {0x15, 1, 0x15, (byte) id, 0x14};
        return sealed.stream()
                .filter(entry -> endsWith(entry.getKey(), suffix))
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    private static boolean endsWith(byte[] key, byte[] suffix) {
        return key.length > suffix.length
                && Arrays.equals(key, key.length - suffix.length, key.length, suffix, 0, suffix.length);
    }

    private List<KeyValue> everything() {
        return database.read(transaction -> transaction
                .getRange(new Range(new byte[0], new byte[] {(byte) 0xff}))
                .asList()
                .join());
    }

    private static boolean holds(List<KeyValue> stored, byte[] plaintext) {
        return stored.stream()
                .anyMatch(entry -> contains(entry.getKey(), plaintext) || contains(entry.getValue(), plaintext));
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        String haystack = new String(bytes, StandardCharsets.ISO_8859_1);
        return haystack.contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}
