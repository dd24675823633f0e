package io.recordstore.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.Database;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.ProtoFile;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.RecordFormat;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sealed bytes that somebody with access to the store moves open nowhere but where they were written. */
@QuarkusTest
class MovedRecordsTest {
    private static final long ITEM = 1;
    private static final long THING = 2;
    private static final String SECRET = "the-secret-of-a-record";
    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Item {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              string text = 2;
            }
            message Thing {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              string text = 2;
            }
            """;

    @TestHTTPResource("/")
    URL server;

    @Inject
    Database database;

    private final String tenant = "moved-" + UUID.randomUUID().toString().substring(0, 8);
    private final String otherTenant = tenant + "-2";
    private ServiceClient client;
    private ServiceClient otherClient;
    private RawStore store;
    private String space;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin(tenant));
        otherClient = new ServiceClient(server.getPort(), TestTokens.admin(otherTenant));
        store = new RawStore(database);
        space = create(client, "test/" + UUID.randomUUID());
        put(client, space, "Item", 1);
    }

    @AfterEach
    void disconnect() {
        client.close();
        otherClient.close();
    }

    @Test
    void toAnotherPrimaryKey() {
        put(client, space, "Item", 2);

        move(store.recordKey(tenant, space, ITEM, 1), store.recordKey(tenant, space, ITEM, 2));

        assertUnreadable(client, space, "Item", 2);
        assertThat(get(client, space, "Item", 1)).contains(SECRET);
    }

    @Test
    void toAnotherRecordType() {
        put(client, space, "Thing", 1);

        move(store.recordKey(tenant, space, ITEM, 1), store.recordKey(tenant, space, THING, 1));

        assertUnreadable(client, space, "Thing", 1);
    }

    @Test
    void toAnotherRecordSpaceWithTheSameKeys() {
        String other = create(client, "test/" + UUID.randomUUID());
        put(client, other, "Item", 1);
        giveTheSameKeys(tenant, other);

        move(store.recordKey(tenant, space, ITEM, 1), store.recordKey(tenant, other, ITEM, 1));

        assertUnreadable(client, other, "Item", 1);
    }

    @Test
    void toAnotherRecordSpace() {
        String other = create(client, "test/" + UUID.randomUUID());
        put(client, other, "Item", 1);

        move(store.recordKey(tenant, space, ITEM, 1), store.recordKey(tenant, other, ITEM, 1));

        assertUnreadable(client, other, "Item", 1);
    }

    @Test
    void toALaterIncarnationOfTheSameName() {
        byte[] stored = store.get(store.recordKey(tenant, space, ITEM, 1));
        client.spaces()
                .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .build());
        create(client, space);
        put(client, space, "Item", 1);

        store.set(store.recordKey(tenant, space, ITEM, 1), stored);

        assertUnreadable(client, space, "Item", 1);
    }

    @Test
    void toAnotherTenant() {
        String other = create(otherClient, space);
        put(otherClient, other, "Item", 1);

        move(store.recordKey(tenant, space, ITEM, 1), store.recordKey(otherTenant, other, ITEM, 1));

        assertUnreadable(otherClient, other, "Item", 1);
    }

    @Test
    void toAnotherKeyId() {
        byte[] key = store.recordKey(tenant, space, ITEM, 1);
        byte[] stored = store.get(key);
        stored[3] ^= 1;

        store.set(key, stored);

        assertUnreadable(client, space, "Item", 1);
    }

    @Test
    void toAnotherFormat() {
        byte[] key = store.recordKey(tenant, space, ITEM, 1);
        byte[] stored = store.get(key);
        stored[0] = 2;

        store.set(key, stored);

        assertUnreadable(client, space, "Item", 1);
    }

    @Test
    void aRecordOfAnotherIncarnationUnderItsOwnKeysDoesNotOpen() throws Exception {
        byte[] one = {1};
        byte[] two = {2};
        DataKeys keys = TestDataKeys.create();
        DataKeys.Wrapped wrapped = keys.create(one);
        RecordCipher cipher = keys.unwrap(wrapped, one).cipher();
        byte[] primaryKey = {3};
        byte[] sealed = new RecordSealer(cipher, one, 0).seal(SECRET.getBytes(), primaryKey);

        assertThat(new RecordSealer(cipher, one, 0).open(sealed, primaryKey)).isEqualTo(SECRET.getBytes());
        assertThatThrownBy(() -> new RecordSealer(cipher, two, 0).open(sealed, primaryKey))
                .hasMessageContaining("another place");
        assertThatThrownBy(() -> keys.unwrap(wrapped, two)).hasMessageContaining("do not open");
    }

    /** Another RecordSpace's catalog entry gets this one's keys, which are bound to this one's incarnation. */
    private void giveTheSameKeys(String tenant, String other) {
        store.set(
                store.catalogKey(tenant, other),
                store.entry(tenant, other).toBuilder()
                        .setKeyset(store.entry(tenant, space).getKeyset())
                        .build()
                        .toByteArray());
        // Whoever changes a catalog entry behind the server's back has to move the stamp of its caches too.
        create(client, "test/" + UUID.randomUUID());
    }

    private void move(byte[] from, byte[] to) {
        assertThat(store.get(to)).isNotNull();
        store.set(to, store.get(from));
    }

    private static String create(ServiceClient client, String name) {
        client.spaces()
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(name)
                        .build());
        client.schemas()
                .applySchema(ApplySchemaRequest.newBuilder()
                        .setRecordSpace(name)
                        .addProtoFiles(
                                ProtoFile.newBuilder().setPath("moved.proto").setContent(PROTO))
                        .build());
        return name;
    }

    private static void put(ServiceClient client, String space, String type, long id) {
        client.records()
                .put(PutRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType(type)
                        .setJson(Struct.newBuilder()
                                .putFields(
                                        "id",
                                        Value.newBuilder().setNumberValue(id).build())
                                .putFields(
                                        "text",
                                        Value.newBuilder()
                                                .setStringValue(SECRET)
                                                .build()))
                        .build());
    }

    private static String get(ServiceClient client, String space, String type, long id) {
        return client.records()
                .get(GetRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType(type)
                        .addPrimaryKey(ServiceClient.number(id))
                        .setFormat(RecordFormat.RECORD_FORMAT_JSON)
                        .build())
                .getRecord()
                .toString();
    }

    private static void assertUnreadable(ServiceClient client, String space, String type, long id) {
        assertThatThrownBy(() -> get(client, space, type, id))
                .isInstanceOfSatisfying(StatusRuntimeException.class, error -> {
                    assertThat(error.getStatus().getCode()).isEqualTo(Code.DATA_LOSS);
                    assertThat(error.getMessage()).doesNotContain(SECRET);
                });
    }
}
