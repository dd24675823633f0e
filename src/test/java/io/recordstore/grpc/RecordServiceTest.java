package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.demo.v1.Location;
import io.recordstore.v1.DeleteRequest;
import io.recordstore.v1.Filter;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.GetRequest.Builder;
import io.recordstore.v1.PutMode;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.Record;
import io.recordstore.v1.RecordFormat;
import io.recordstore.v1.Value;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records at the gRPC port. */
@QuarkusTest
class RecordServiceTest {
    private static final City GHENT = ServiceClient.city(1, "Ghent", "BE", 231_493);

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("records"));
        space = client.createCities(
                ServiceClient.index("City", "name").toBuilder().setUnique(true).build());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aRecordComesBackByteForByteWithTheVersionOfItsPut() {
        ByteString version = client.put(space, GHENT);

        Record record = get(1);

        assertThat(record.getProtobuf()).isEqualTo(GHENT.toByteString());
        assertThat(record.getRecordType()).isEqualTo("City");
        assertThat(record.getVersion()).isEqualTo(version);
        assertThat(version.size()).isEqualTo(12);
    }

    @Test
    void zerosOfProto3AreKeptAsTheyWereSent() {
        City nowhere = City.newBuilder()
                .setId(2)
                .setLocation(Location.getDefaultInstance())
                .build();

        client.put(space, nowhere);

        assertThat(get(2).getProtobuf()).isEqualTo(nowhere.toByteString());
    }

    @Test
    void aRecordComesBackAsProtobufWritesItHoweverItWasSent() {
        City population = City.newBuilder().setPopulation(231_493).build();
        City other = City.newBuilder().setName("Gand").setPopulation(9).build();
        ByteString zeroCode = ByteString.copyFrom(new byte[] {5 << 3 | 2, 0});
        putBytes(other.toByteString()
                .concat(population.toByteString())
                .concat(zeroCode)
                .concat(GHENT.toByteString()));

        assertThat(get(1).getProtobuf()).isEqualTo(GHENT.toByteString());
        Filter byName = ServiceClient.filter(ServiceClient.field("name").setEquals(ServiceClient.text("Ghent")));
        assertThat(client.stream(ServiceClient.cities(space, Query.newBuilder().setFilter(byName)))
                        .get(0)
                        .getRecord()
                        .getProtobuf())
                .isEqualTo(GHENT.toByteString());
    }

    @Test
    void versionsGrowWithEveryCommit() {
        ByteString first = client.put(space, GHENT);
        ByteString second = client.put(space, GHENT);

        assertThat(ByteString.unsignedLexicographicalComparator().compare(first, second))
                .isNegative();
        assertThat(get(1).getVersion()).isEqualTo(second);
    }

    @Test
    void jsonGoesInAndComesOutAsProto3Json() throws InvalidProtocolBufferException {
        client.records()
                .put(PutRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .setJson(json("{\"id\":\"9007199254740993\",\"name\":\"Łódź\",\"featureCode\":\"PPLA\"}"))
                        .build());

        Struct found = client.records()
                .get(getRequest(9_007_199_254_740_993L)
                        .setFormat(RecordFormat.RECORD_FORMAT_JSON)
                        .build())
                .getRecord()
                .getJson();

        assertThat(found).isEqualTo(json("{\"id\":\"9007199254740993\",\"name\":\"Łódź\",\"featureCode\":\"PPLA\"}"));
    }

    @Test
    void anInsertWritesOnlyWhatIsNewAndAnUpdateOnlyWhatIsThere() {
        PutRequest.Builder put = ServiceClient.putRequest(space, GHENT);

        Errors.of(() -> client.records()
                        .put(put.setMode(PutMode.PUT_MODE_UPDATE).build()))
                .hasCode(Code.NOT_FOUND);
        client.records().put(put.setMode(PutMode.PUT_MODE_INSERT).build());
        Errors.of(() -> client.records()
                        .put(put.setMode(PutMode.PUT_MODE_INSERT).build()))
                .hasCode(Code.ALREADY_EXISTS);
        client.records().put(put.setMode(PutMode.PUT_MODE_UPDATE).build());
    }

    @Test
    void aRecordIsReplacedOnlyWhileItHasTheExpectedVersion() {
        ByteString first = client.put(space, GHENT);
        PutRequest.Builder replacement = ServiceClient.putRequest(
                        space, GHENT.toBuilder().setPopulation(1).build())
                .setExpectedVersion(first);

        ByteString second = client.records().put(replacement.build()).getVersion();
        Errors.of(() -> client.records().put(replacement.build()))
                .hasCode(Code.FAILED_PRECONDITION)
                .hasReason("VERSION_MISMATCH");

        assertThat(get(1).getVersion()).isEqualTo(second);
    }

    @Test
    void ofManyWhoReplaceTheSameVersionOneWins() throws Exception {
        ByteString version = client.put(space, GHENT);
        ExecutorService clients = Executors.newFixedThreadPool(8);
        List<Future<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            City replacement = GHENT.toBuilder().setPopulation(i).build();
            attempts.add(clients.submit(() -> replaces(replacement, version)));
        }
        int winners = 0;
        for (Future<Boolean> attempt : attempts) {
            winners += attempt.get() ? 1 : 0;
        }
        clients.shutdown();

        assertThat(winners).isEqualTo(1);
    }

    private boolean replaces(City city, ByteString version) {
        try {
            client.records()
                    .put(ServiceClient.putRequest(space, city)
                            .setExpectedVersion(version)
                            .build());
            return true;
        } catch (StatusRuntimeException lost) {
            assertThat(lost.getStatus().getCode()).isIn(Code.FAILED_PRECONDITION, Code.ABORTED);
            return false;
        }
    }

    @Test
    void aDeletedRecordIsGone() {
        client.put(space, GHENT);
        DeleteRequest delete = DeleteRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .addPrimaryKey(ServiceClient.number(1))
                .build();

        assertThat(client.records().delete(delete).getVersion().size()).isEqualTo(12);

        Errors.of(() -> get(1)).hasCode(Code.NOT_FOUND);
        Errors.of(() -> client.records().delete(delete)).hasCode(Code.NOT_FOUND);
    }

    @Test
    void aUniqueIndexRefusesASecondRecordWithItsValues() {
        client.put(space, GHENT);

        Errors.of(() -> client.put(space, GHENT.toBuilder().setId(2).build()))
                .hasCode(Code.ALREADY_EXISTS)
                .says("by_name");

        Errors.of(() -> get(2)).hasCode(Code.NOT_FOUND);
    }

    @Test
    void aRecordLargerThanOneValueOfTheStoreComesBackWhole() {
        City large = GHENT.toBuilder().setAltName("x".repeat(5_000_000)).build();

        client.put(space, large);

        assertThat(get(1).getProtobuf()).isEqualTo(large.toByteString());
    }

    @Test
    void aMessageOfTwoHundredMegabytesIsRefusedAndTheServerGoesOn() {
        byte[] huge = new byte[200_000_000];
        Errors.ofTransport(() -> client.records()
                .put(PutRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .setProtobuf(ByteString.copyFrom(huge))
                        .build()));

        client.put(space, GHENT);
        assertThat(get(1).getProtobuf()).isEqualTo(GHENT.toByteString());
    }

    @Test
    void bytesThatAreNotTheRecordTypeAreRefused() {
        Errors.of(() -> putBytes(ByteString.copyFromUtf8("not a message")))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("protobuf")
                .says("City");
    }

    @Test
    void aFieldThatTheSchemaDoesNotHaveIsRefusedByItsNumber() {
        ByteString withField99 = GHENT.toByteString().concat(ByteString.copyFrom(new byte[] {(byte) 0x98, 0x06, 1}));

        Errors.of(() -> putBytes(withField99))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("protobuf")
                .says("no field with number 99", "apply a schema");
    }

    @Test
    void aJsonFieldThatTheSchemaDoesNotHaveIsRefusedByItsName() {
        Errors.of(() -> putJson("{\"id\":1,\"populaton\":5}"))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("json")
                .says("populaton");
    }

    @Test
    void aJsonNumberThatHasLostDigitsIsRefused() {
        Errors.of(() -> putJson("{\"id\":9007199254740994}"))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("json.id")
                .says("as a string");
    }

    @Test
    void aRecordWithoutItsPrimaryKeyIsRefused() {
        Errors.of(() -> client.put(space, City.newBuilder().setName("Ghent").build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("id")
                .says("primary key of City is not set");
    }

    @Test
    void aRequestWithoutARecordIsRefused() {
        Errors.of(() -> client.records()
                        .put(PutRequest.newBuilder()
                                .setRecordSpace(space)
                                .setRecordType("City")
                                .build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .says("set protobuf or json");
    }

    @Test
    void aRecordTypeThatTheSchemaDoesNotHaveIsNamedWithThoseItHas() {
        Errors.of(() -> client.records()
                        .put(ServiceClient.putRequest(space, GHENT)
                                .setRecordType("Town")
                                .build()))
                .hasCode(Code.NOT_FOUND)
                .says("Town", "City");
    }

    @Test
    void aPrimaryKeyOfAnotherShapeOrTypeIsRefused() {
        Errors.of(() -> client.records().get(emptyGet().build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("primary_key")
                .says("has 1 values");
        Errors.of(() -> client.records()
                        .get(emptyGet().addPrimaryKey(ServiceClient.text("1")).build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("primary_key[0]")
                .says("int64_value");
        Errors.of(() -> client.records()
                        .get(emptyGet()
                                .addPrimaryKey(Value.getDefaultInstance())
                                .build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("primary_key[0]");
    }

    @Test
    void aRecordSpaceWithoutASchemaSaysThatItNeedsOne() {
        String empty = client.createSpace();

        Errors.of(() -> client.put(empty, GHENT))
                .hasCode(Code.FAILED_PRECONDITION)
                .hasReason("SCHEMA_REQUIRED")
                .says("ApplySchema");
    }

    private void putBytes(ByteString bytes) {
        client.records()
                .put(ServiceClient.putRequest(space, GHENT).setProtobuf(bytes).build());
    }

    private void putJson(String json) throws InvalidProtocolBufferException {
        client.records()
                .put(ServiceClient.putRequest(space, GHENT).setJson(json(json)).build());
    }

    private Record get(long id) {
        return client.records().get(getRequest(id).build()).getRecord();
    }

    private Builder getRequest(long id) {
        return emptyGet().addPrimaryKey(ServiceClient.number(id));
    }

    private Builder emptyGet() {
        return GetRequest.newBuilder().setRecordSpace(space).setRecordType("City");
    }

    private static Struct json(String text) throws InvalidProtocolBufferException {
        Struct.Builder struct = Struct.newBuilder();
        JsonFormat.parser().merge(text, struct);
        return struct.build();
    }
}
