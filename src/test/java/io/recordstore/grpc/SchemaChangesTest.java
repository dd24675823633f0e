package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Status.Code;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.GetSchemaRequest;
import io.recordstore.v1.IndexState;
import io.recordstore.v1.ListIndexesRequest;
import io.recordstore.v1.ListIndexesResponse;
import io.recordstore.v1.ListSchemaVersionsRequest;
import io.recordstore.v1.ListSchemaVersionsResponse;
import io.recordstore.v1.ProtoFile;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.RecordType;
import io.recordstore.v1.Schema;
import io.recordstore.v1.SchemaChange;
import io.recordstore.v1.SchemaChangeVerdict;
import io.recordstore.v1.SchemaVersion;
import java.net.URL;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What changes between two versions of a schema, at the gRPC port: what is said of it, and what is done. */
@QuarkusTest
class SchemaChangesTest {
    private static final String BEFORE =
            """
            syntax = "proto3";
            package shop.v1;
            import "recordstore/v1/options.proto";
            message Order {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              int32 amount = 2;
              string note = 3;
              Kind kind = 4;
              Line line = 5;
              enum Kind { KIND_UNSPECIFIED = 0; KIND_SALE = 1; }
            }
            message Line { string article = 1; uint32 pieces = 2; }
            """;

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("changes"));
        space = client.createSpace();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("string note = 3;", "string note = 3; bool paid = 6;", "ADDED FIELD Order.paid", true),
                change("int32 amount", "int64 amount", "RETYPED FIELD Order.amount", true),
                change("uint32 pieces", "uint64 pieces", "RETYPED FIELD Line.pieces", true),
                change("int32 amount", "optional int32 amount", "RETYPED FIELD Order.amount", true),
                change(
                        "KIND_SALE = 1;",
                        "KIND_SALE = 1; KIND_GIFT = 2;",
                        "ADDED ENUM_VALUE Order.Kind.KIND_GIFT",
                        true),
                change("KIND_SALE", "KIND_SOLD", "RENAMED ENUM_VALUE Order.Kind.KIND_SALE", true),
                change("package shop.v1", "package shop.v2", "RENAMED RECORD_TYPE shop.v1.Order", true),
                change("string note = 3;", "", "REMOVED FIELD Order.note", false),
                change("string article = 1;", "", "REMOVED FIELD Line.article", false),
                change("string note = 3", "string remark = 3", "RENAMED FIELD Order.note", false),
                change("string note = 3", "string note = 7", "RETYPED FIELD Order.note", false),
                change("int32 amount", "string amount", "RETYPED FIELD Order.amount", false),
                change("int32 amount", "uint32 amount", "RETYPED FIELD Order.amount", false),
                change("string note", "repeated string note", "RETYPED FIELD Order.note", false),
                change("KIND_SALE = 1;", "", "REMOVED ENUM_VALUE Order.Kind.KIND_SALE", false),
                change(
                        "string note = 3;",
                        "oneof what { string note = 3; string other = 8; }",
                        "ADDED FIELD Order.other",
                        true),
                change(
                        "int32 amount = 2;\n  string note = 3;",
                        "oneof what { int32 amount = 2; string note = 3; }",
                        "RETYPED FIELD Order.amount",
                        false));
    }

    private static Arguments change(String from, String to, String change, boolean allowed) {
        return Arguments.of(from, to, change, allowed);
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @MethodSource("changes")
    void applyDoesWhatValidateOnlySaid(String from, String to, String expected, boolean allowed) {
        apply(BEFORE);
        put("{}");
        assertThat(BEFORE).contains(from);
        ApplySchemaRequest request = request(BEFORE.replace(from, to)).build();

        List<SchemaChange> changes = validate(request);

        assertThat(changes.stream().map(SchemaChangesTest::summary)).contains(expected);
        assertThat(schema().getVersion()).isEqualTo(1);
        if (allowed) {
            assertThat(changes).noneMatch(SchemaChangesTest::isRefused);
            assertThat(client.schemas().applySchema(request).getChangesList()).isEqualTo(changes);
            assertThat(schema().getVersion()).isEqualTo(2);
        } else {
            SchemaChange refused = changes.stream()
                    .filter(SchemaChangesTest::isRefused)
                    .findFirst()
                    .orElseThrow();
            assertThat(refused.getReason()).isNotEmpty();
            assertThat(refused.getFix()).isNotEmpty();
            Errors.of(() -> client.schemas().applySchema(request))
                    .hasCode(Code.FAILED_PRECONDITION)
                    .hasReason("SCHEMA_INCOMPATIBLE")
                    .says(refused.getName(), refused.getReason(), refused.getFix());
            assertThat(schema().getVersion()).isEqualTo(1);
        }
    }

    @Test
    void aRecordTypeCannotBeDroppedNorItsKeyChanged() {
        apply(BEFORE);

        assertThat(validate(request(BEFORE.replace(" [(recordstore.v1.field).primary_key = true]", ""))
                        .addRecordTypes(RecordType.newBuilder().setName("Line").addPrimaryKey("article"))
                        .build()))
                .extracting(SchemaChangesTest::summary)
                .containsExactlyInAnyOrder("REMOVED RECORD_TYPE shop.v1.Order", "ADDED RECORD_TYPE shop.v1.Line");
        assertThat(validate(request(BEFORE.replace(
                                "string note = 3", "string note = 3 [(recordstore.v1.field).primary_key = true]"))
                        .build()))
                .filteredOn(SchemaChangesTest::isRefused)
                .extracting(SchemaChangesTest::summary)
                .containsExactly("RETYPED RECORD_TYPE shop.v1.Order");
    }

    @Test
    void anIndexToBuildTellsHowManyRecordsItIsBuiltFrom() {
        apply(BEFORE);
        put("{}");
        put("{}");
        ApplySchemaRequest withIndex = request(BEFORE)
                .addIndexes(ServiceClient.index("Order", "amount"))
                .build();

        SchemaChange added = validate(withIndex).get(0);
        assertThat(summary(added)).isEqualTo("ADDED INDEX by_amount");
        assertThat(added.getRecordsToIndex()).isEqualTo(2);
        client.schemas().applySchema(withIndex);

        SchemaChange rebuilt = validate(request(BEFORE)
                        .addIndexes(ServiceClient.index("Order", "amount").toBuilder()
                                .setUnique(true))
                        .build())
                .get(0);
        assertThat(summary(rebuilt)).isEqualTo("REBUILT INDEX by_amount");
        SchemaChange removed = validate(request(BEFORE).build()).get(0);
        assertThat(summary(removed)).isEqualTo("REMOVED INDEX by_amount");
    }

    @Test
    void aFieldThatGetsPresenceHasItsIndexesBuiltAnew() {
        ApplySchemaRequest.Builder indexed = request(BEFORE).addIndexes(ServiceClient.index("Order", "amount"));
        client.schemas().applySchema(indexed.build());
        put("{}");

        assertThat(validate(request(BEFORE.replace("int32 amount", "optional int32 amount"))
                        .addIndexes(ServiceClient.index("Order", "amount"))
                        .build()))
                .extracting(SchemaChangesTest::summary)
                .containsExactly("RETYPED FIELD Order.amount", "REBUILT INDEX by_amount");
    }

    @Test
    void theFirstSchemaIsAllAdditions() {
        assertThat(validate(request(BEFORE)
                        .addIndexes(ServiceClient.index("Order", "amount"))
                        .build()))
                .extracting(SchemaChangesTest::summary)
                .containsExactly("ADDED RECORD_TYPE shop.v1.Order", "ADDED INDEX by_amount");
    }

    @Test
    void versionsAreKeptAndListedTheNewestFirst() {
        apply(BEFORE);
        client.schemas()
                .applySchema(request(BEFORE)
                        .addIndexes(ServiceClient.index("Order", "amount"))
                        .build());
        apply(BEFORE.replace("string note = 3;", "string note = 3; bool paid = 6;"));

        ListSchemaVersionsResponse first = versions("");
        ListSchemaVersionsResponse second = versions(first.getNextPageToken());

        assertThat(first.getVersionsList())
                .extracting(SchemaVersion::getVersion)
                .containsExactly(3, 2);
        assertThat(first.getVersions(1).getIndexesList()).containsExactly("by_amount");
        assertThat(second.getVersionsList())
                .extracting(SchemaVersion::getVersion)
                .containsExactly(1);
        assertThat(second.getNextPageToken()).isEmpty();
        Schema earlier = schema(2);
        assertThat(earlier.getVersion()).isEqualTo(2);
        assertThat(earlier.getIndexes(0).getState()).isEqualTo(IndexState.INDEX_STATE_UNSPECIFIED);
        assertThat(earlier.getDescriptorSet().getFile(0).getMessageType(0).getFieldList())
                .noneMatch(field -> field.getName().equals("paid"));
        Errors.of(() -> schema(4)).hasCode(Code.NOT_FOUND);
        Errors.of(() -> versions("x")).hasCode(Code.INVALID_ARGUMENT).namesField("page_token");
    }

    @Test
    void indexesAreListedWithTheirStates() {
        client.schemas()
                .applySchema(request(BEFORE)
                        .addIndexes(ServiceClient.index("Order", "amount"))
                        .build());

        ListIndexesResponse indexes = client.schemas()
                .listIndexes(
                        ListIndexesRequest.newBuilder().setRecordSpace(space).build());

        assertThat(indexes.getIndexesList()).singleElement().satisfies(index -> {
            assertThat(index.getDefinition().getName()).isEqualTo("by_amount");
            assertThat(index.getDefinition().getRecordType()).isEqualTo("shop.v1.Order");
            assertThat(index.getState()).isEqualTo(IndexState.INDEX_STATE_READABLE);
            assertThat(index.getSinceVersion()).isEqualTo(1);
        });
    }

    @Test
    void whatKeepsAUniqueIndexFromBeingCompleteIsListed() {
        apply(BEFORE);
        put("same");
        put("same");

        Schema applied = client.schemas()
                .applySchema(request(BEFORE)
                        .addIndexes(
                                ServiceClient.index("Order", "note").toBuilder().setUnique(true))
                        .build())
                .getSchema();

        assertThat(applied.getIndexes(0).getState()).isEqualTo(IndexState.INDEX_STATE_WRITE_ONLY);
        assertThat(applied.getIndexes(0).getViolationsList()).isEmpty();
        assertThat(client.schemas()
                        .listIndexes(ListIndexesRequest.newBuilder()
                                .setRecordSpace(space)
                                .build())
                        .getIndexes(0)
                        .getViolationsList())
                .hasSize(2)
                .allSatisfy(violation -> {
                    assertThat(violation.getValues().getValues(0).getStringValue())
                            .isEqualTo("same");
                    assertThat(violation.getPrimaryKey().getValuesCount()).isEqualTo(1);
                    assertThat(violation.getOtherPrimaryKey()).isNotEqualTo(violation.getPrimaryKey());
                });
    }

    @Test
    void everyCallNeedsItsRight() {
        apply(BEFORE);
        try (ServiceClient reader =
                        new ServiceClient(server.getPort(), TestTokens.rights("changes", "*", Operation.READ));
                ServiceClient writer =
                        new ServiceClient(server.getPort(), TestTokens.rights("changes", "*", Operation.WRITE))) {
            Errors.of(() -> reader.schemas()
                            .applySchema(request(BEFORE).setValidateOnly(true).build()))
                    .hasCode(Code.PERMISSION_DENIED);
            Errors.of(() -> writer.schemas()
                            .listIndexes(ListIndexesRequest.newBuilder()
                                    .setRecordSpace(space)
                                    .build()))
                    .hasCode(Code.PERMISSION_DENIED);
            Errors.of(() -> writer.schemas()
                            .listSchemaVersions(ListSchemaVersionsRequest.newBuilder()
                                    .setRecordSpace(space)
                                    .build()))
                    .hasCode(Code.PERMISSION_DENIED);
        }
    }

    private int lastId;

    private void put(String note) {
        client.records()
                .put(PutRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("Order")
                        .setJson(Struct.newBuilder()
                                .putFields(
                                        "id",
                                        Value.newBuilder()
                                                .setNumberValue(++lastId)
                                                .build())
                                .putFields(
                                        "note",
                                        Value.newBuilder().setStringValue(note).build()))
                        .build());
    }

    private void apply(String proto) {
        client.schemas().applySchema(request(proto).build());
    }

    private ApplySchemaRequest.Builder request(String proto) {
        return ApplySchemaRequest.newBuilder()
                .setRecordSpace(space)
                .addProtoFiles(ProtoFile.newBuilder().setPath("shop.proto").setContent(proto));
    }

    private List<SchemaChange> validate(ApplySchemaRequest request) {
        return client.schemas()
                .applySchema(request.toBuilder().setValidateOnly(true).build())
                .getChangesList();
    }

    private Schema schema() {
        return schema(0);
    }

    private Schema schema(int version) {
        return client.schemas()
                .getSchema(GetSchemaRequest.newBuilder()
                        .setRecordSpace(space)
                        .setVersion(version)
                        .build())
                .getSchema();
    }

    private ListSchemaVersionsResponse versions(String pageToken) {
        return client.schemas()
                .listSchemaVersions(ListSchemaVersionsRequest.newBuilder()
                        .setRecordSpace(space)
                        .setPageSize(2)
                        .setPageToken(pageToken)
                        .build());
    }

    private static boolean isRefused(SchemaChange change) {
        return change.getVerdict() == SchemaChangeVerdict.SCHEMA_CHANGE_VERDICT_REFUSED;
    }

    private static String summary(SchemaChange change) {
        return change.getKind().name().replace("SCHEMA_CHANGE_KIND_", "") + " "
                + change.getElement().name().replace("SCHEMA_ELEMENT_", "") + " " + change.getName();
    }
}
