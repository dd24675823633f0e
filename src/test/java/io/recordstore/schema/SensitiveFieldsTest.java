package io.recordstore.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.TextFormat;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.crypto.RawStore;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.AggregateFunction;
import io.recordstore.v1.AggregateRequest;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.ApplySchemaResponse;
import io.recordstore.v1.ExplainRequest;
import io.recordstore.v1.ExplainResponse;
import io.recordstore.v1.Filter;
import io.recordstore.v1.GetSchemaRequest;
import io.recordstore.v1.ListIndexesRequest;
import io.recordstore.v1.ProtoFile;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.RecordFormat;
import io.recordstore.v1.RotateKeysRequest;
import io.recordstore.v1.SchemaChangeKind;
import io.recordstore.v1.SortKey;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields whose values no index gives away, and what may still be asked of them. */
@QuarkusTest
class SensitiveFieldsTest {
    private static final String TENANT = "sensitive";

    private static final String PROTO =
            """
            syntax = "proto3";
            package hr.v1;
            import "google/protobuf/timestamp.proto";
            import "google/protobuf/wrappers.proto";
            import "recordstore/v1/options.proto";
            message Person {
              option (recordstore.v1.record) = {
                indexes: [
                  { name: "by_country_ssn", fields: [{path: "country"}, {path: "ssn"}] },
                  { name: "by_nick_changed", kind: INDEX_KIND_VERSION, fields: [{path: "nick"}] },
                  { name: "by_address", fields: [{path: "addresses.city"}, {path: "addresses.zip"}] },
                  { name: "by_zip", fields: [{path: "addresses.zip"}] }
                ]
              };
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              string ssn = 2 [(recordstore.v1.field) = { sensitive: true, unique: true }];
              optional string nick = 3 [(recordstore.v1.field) = { sensitive: true, indexed: true }];
              repeated string phones = 4 [(recordstore.v1.field) = { sensitive: true, indexed: true }];
              string country = 5;
              google.protobuf.Timestamp born = 6 [(recordstore.v1.field) = { sensitive: true, indexed: true }];
              repeated Address addresses = 7;
              google.protobuf.StringValue email = 8 [(recordstore.v1.field) = { sensitive: true, indexed: true }];
              uint64 pin = 9 [(recordstore.v1.field) = { sensitive: true, indexed: true }];
              Kind kind = 10 [(recordstore.v1.field) = { sensitive: true, indexed: true }];
              bytes print = 11 [(recordstore.v1.field) = { sensitive: true, indexed: true }];
              double ratio = 12 [(recordstore.v1.field) = { sensitive: true, indexed: true }];
              string unindexed = 13 [(recordstore.v1.field).sensitive = true];
            }
            message Address {
              string city = 1;
              string zip = 2 [(recordstore.v1.field).sensitive = true];
            }
            enum Kind { KIND_UNSPECIFIED = 0; KIND_STAFF = 1; KIND_GUEST = 2; }
            """;

    private static final List<String> PEOPLE = List.of(
            """
            {"id": 1, "ssn": "ssn-value-one", "nick": "nick-value-a", "phones": ["phone-value-1", "phone-value-2"],
             "country": "DE", "born": "1970-01-01T00:00:05.000000006Z",
             "addresses": [{"city": "Berlin", "zip": "zip-value-10"}, {"city": "Bonn", "zip": "zip-value-53"}],
             "email": "email-value-1", "pin": 987654321098, "kind": "KIND_STAFF", "print": "cHJpbnQtdmFsdWU=",
             "ratio": 0.123456, "unindexed": "unindexed-value"}""",
            """
            {"id": 2, "ssn": "ssn-value-two", "nick": "nick-value-b", "phones": ["phone-value-2"], "country": "DE",
             "addresses": [{"city": "Berlin", "zip": "zip-value-53"}], "kind": "KIND_GUEST"}""",
            """
            {"id": 3, "ssn": "ssn-value-three", "country": "FR", "nick": "", "pin": 5}""",
            """
            {"id": 4, "ssn": "ssn-value-four", "country": "FR"}""");

    @TestHTTPResource("/")
    URL server;

    @Inject
    Database database;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void fill() {
        client = new ServiceClient(server.getPort(), TestTokens.admin(TENANT));
        space = client.createSpace();
        apply(space, PROTO);
        PEOPLE.forEach(this::put);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "field { path: 'ssn' equals { string_value: 'ssn-value-two' } } | 2",
                "field { path: 'ssn' equals { string_value: 'ssn-value-tw' } } |",
                "field { path: 'ssn' in { values { string_value: 'ssn-value-one' } values { string_value: 'ssn-value-four' } } } | 1,4",
                "field { path: 'ssn' not_equals { string_value: 'ssn-value-two' } } | 1,3,4",
                "not { field { path: 'ssn' equals { string_value: 'ssn-value-two' } } } | 1,3,4",
                "field { path: 'nick' equals { string_value: 'nick-value-a' } } | 1",
                "field { path: 'nick' equals { string_value: '' } } | 3",
                "field { path: 'nick' is_null: true } | 4",
                "field { path: 'nick' is_null: false } | 1,2,3",
                "field { path: 'phones' equals { string_value: 'phone-value-2' } } | 1,2",
                "field { path: 'phones' in { values { string_value: 'phone-value-1' } values { string_value: 'x' } } } | 1",
                "field { path: 'born' equals { timestamp_value { seconds: 5 nanos: 6 } } } | 1",
                "field { path: 'born' is_null: true } | 2,3,4",
                "field { path: 'email' equals { string_value: 'email-value-1' } } | 1",
                "field { path: 'pin' equals { int64_value: 987654321098 } } | 1",
                "field { path: 'pin' equals { int64_value: 0 } } | 2,4",
                "field { path: 'kind' equals { string_value: 'KIND_GUEST' } } | 2",
                "field { path: 'print' equals { bytes_value: 'print-value' } } | 1",
                "field { path: 'ratio' equals { double_value: 0.123456 } } | 1",
                "field { path: 'addresses.zip' equals { string_value: 'zip-value-53' } } | 1,2",
                "element { path: 'addresses' filter { and { filters { field { path: 'city' equals { string_value: 'Bonn' } } }"
                        + " filters { field { path: 'zip' equals { string_value: 'zip-value-53' } } } } } } | 1",
                "element { path: 'addresses' filter { and { filters { field { path: 'city' equals { string_value: 'Bonn' } } }"
                        + " filters { field { path: 'zip' equals { string_value: 'zip-value-10' } } } } } } |",
                "and { filters { field { path: 'country' equals { string_value: 'DE' } } }"
                        + " filters { field { path: 'ssn' equals { string_value: 'ssn-value-one' } } } } | 1",
                "and { filters { field { path: 'country' equals { string_value: 'FR' } } }"
                        + " filters { field { path: 'ssn' equals { string_value: 'ssn-value-one' } } } } |",
                "and { filters { field { path: 'country' equals { string_value: 'DE' } } }"
                        + " filters { field { path: 'unindexed' equals { string_value: 'unindexed-value' } } } } | 1",
                "and { filters { field { path: 'country' equals { string_value: 'DE' } } }"
                        + " filters { field { path: 'phones' quantifier: QUANTIFIER_ALL equals { string_value: 'phone-value-2' } } } } | 2",
            })
    void equalityIsFoundThroughAnIndex(String filter, String ids) {
        assertThat(ids(query(filter))).isEqualTo(ids == null ? "" : ids);
    }

    @Test
    void theStoreHoldsNoSensitiveValue() {
        for (String value : List.of(
                "ssn-value",
                "nick-value",
                "phone-value",
                "zip-value",
                "email-value",
                "print-value",
                "unindexed-value")) {
            assertThat(inStore(value)).as(value).isFalse();
        }
        // What is not sensitive and indexed is there, which shows that the search finds what is.
        assertThat(inStore("Berlin")).isTrue();
    }

    @Test
    void equalValuesOfTwoFieldsOrRecordSpacesHaveDifferentHashes() {
        String person = "{\"id\": 9, \"ssn\": \"same\", \"nick\": \"same\"}";
        String one = client.createSpace();
        String two = client.createSpace();
        apply(one, PROTO);
        apply(two, PROTO);

        put(one, person);
        put(two, person);

        // ssn and nick, and the zeros of pin, kind, print and ratio.
        assertThat(hashes(one)).hasSize(6).doesNotContainAnyElementsOf(hashes(two));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "less_than { string_value: 'b' } | equals",
                "greater_than_or_equals { string_value: 'b' } | equals",
                "starts_with { string_value: 'ssn-secret' } | equals",
                "text { any: 'ssn-secret' } | equals",
            },
            quoteCharacter = '`')
    void whatNeedsMoreThanEqualityIsRefused(String comparison, String fix) {
        assertInvalid(() -> query("field { path: 'ssn' " + comparison + " }"), "'ssn' is sensitive", fix);
    }

    @Test
    void orderIsRefused() {
        assertInvalid(
                () -> query(Query.newBuilder().addOrderBy(SortKey.newBuilder().setPath("ssn"))),
                "query.order_by[0].path",
                "'ssn' is sensitive");
        assertInvalid(
                () -> query(Query.newBuilder().setDistinct(true).addFields("nick")),
                "query.fields[0]",
                "'nick' is sensitive");
        assertInvalid(
                () -> client.records()
                        .aggregate(AggregateRequest.newBuilder()
                                .setRecordSpace(space)
                                .setRecordType("Person")
                                .setFunction(AggregateFunction.AGGREGATE_FUNCTION_COUNT)
                                .addGroupBy("ssn")
                                .build()),
                "'ssn' is sensitive");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kind: INDEX_KIND_TEXT fields { path: 'nick' } | kind TEXT can make nothing",
                "kind: INDEX_KIND_RANK fields { path: 'pin' } | kind RANK can make nothing",
                "kind: INDEX_KIND_SUM fields { path: 'pin' } | kind SUM can make nothing",
                "kind: INDEX_KIND_MIN fields { path: 'pin' } | kind MIN can make nothing",
                "kind: INDEX_KIND_MAX_EVER fields { path: 'pin' } | kind MAX_EVER can make nothing",
                "kind: INDEX_KIND_COUNT group_by { path: 'ssn' } | kind COUNT can make nothing",
                "fields { path: 'country' } include { path: 'ssn' } | leave it out",
                "fields { path: 'country' } where { path: 'ssn' equals: 'x' } | use is_set",
                "fields { path: 'ssn' order: SORT_ORDER_DESCENDING } | whose order means nothing",
            })
    void whatWouldGiveAValueAwayOrNeedItsOrderIsRefusedAtApply(String index, String says) throws Exception {
        ApplySchemaRequest request = schema(PROTO)
                .addIndexes(TextFormat.parse(
                        "name: 'more' record_type: 'Person' " + index, io.recordstore.v1.IndexDefinition.class))
                .build();

        assertInvalid(() -> client.schemas().applySchema(request), "indexes[0]", "is sensitive", says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Person.id | take a random id",
                "Person.addresses | mark the fields in it",
                "Person.nobody | has no field 'nobody'",
                "ssn | such as 'Person.ssn'",
                "Nobody.ssn | no file defines",
                "Noted.notes | of a map",
            })
    void whatCannotBeSensitiveIsRefusedAtApply(String field, String says) {
        ApplySchemaRequest request = schema(PROTO + "message Noted { map<string, string> notes = 1; }")
                .addSensitiveFields(field)
                .build();

        assertInvalid(() -> client.schemas().applySchema(request), says);
    }

    @Test
    void aValueThatAnotherHasIsRefusedWithoutShowingMore() {
        assertThatThrownBy(() -> put("{\"id\": 7, \"ssn\": \"ssn-value-one\"}"))
                .isInstanceOfSatisfying(StatusRuntimeException.class, error -> {
                    assertThat(StatusProto.fromThrowable(error).toString()
                                    + StatusProto.fromThrowable(error)
                                            .getDetails(0)
                                            .getValue()
                                            .toStringUtf8())
                            .contains("Person_by_ssn")
                            .contains("<sensitive>")
                            .doesNotContain("ssn-value-one");
                });
        assertThat(ids(query("field { path: 'ssn' equals { string_value: 'ssn-value-one' } }")))
                .isEqualTo("1");
    }

    @Test
    void explainShowsNeitherTheValueNorItsHash() throws Exception {
        for (String filter : List.of(
                "field { path: 'ssn' equals { string_value: 'ssn-value-one' } }",
                "field { path: 'ssn' in { values { string_value: 'ssn-value-one' } values { string_value: 'b' } } }",
                "field { path: 'ssn' not_equals { string_value: 'ssn-value-one' } }",
                "and { filters { field { path: 'country' equals { string_value: 'DE' } } }"
                        + " filters { field { path: 'nick' in { values { string_value: 'ssn-value-one' }"
                        + " values { string_value: 'b' } } } } }")) {
            ExplainResponse explained = client.records()
                    .explain(ExplainRequest.newBuilder()
                            .setRecordSpace(space)
                            .setRecordType("Person")
                            .setQuery(Query.newBuilder().setFilter(filter(filter)))
                            .build());
            assertThat(explained.toString())
                    .contains("<sensitive>")
                    .doesNotContain("ssn-value-one")
                    .doesNotContain("ByteString")
                    .doesNotContain("\\\\x");
        }
    }

    @Test
    void aQueryThatNoIndexServesIsToldTheIndexByTheNameOfTheField() {
        assertThatThrownBy(() -> query("field { path: 'unindexed' equals { string_value: 'a' } }"))
                .isInstanceOfSatisfying(StatusRuntimeException.class, error -> {
                    assertThat(error.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
                    assertThat(StatusProto.fromThrowable(error).toString())
                            .doesNotContain("hmac")
                            .contains("Person_by_unindexed");
                });
    }

    @Test
    void aFieldThatBecomesSensitiveHasItsIndexesBuiltAnew() {
        String plain = PROTO.replace("sensitive: true, unique: true", "unique: true");
        String value = "was-readable-" + UUID.randomUUID();
        String other = client.createSpace();
        apply(other, plain);
        put(other, "{\"id\": 1, \"ssn\": \"" + value + "\"}");
        assertThat(inStore(value)).isTrue();

        ApplySchemaResponse marked = apply(other, plain, "Person.ssn");

        assertThat(marked.getChangesList())
                .anySatisfy(change -> {
                    assertThat(change.getName()).isEqualTo("hr.v1.Person.ssn");
                    assertThat(change.getDescription()).contains("now sensitive");
                })
                .anySatisfy(change -> {
                    assertThat(change.getName()).isEqualTo("Person_by_ssn");
                    assertThat(change.getKind()).isEqualTo(SchemaChangeKind.SCHEMA_CHANGE_KIND_REBUILT);
                });
        assertThat(marked.getSchema().getSensitiveFieldsList()).contains("hr.v1.Person.ssn");
        assertThat(inStore(value)).isFalse();
        String filter = "field { path: 'ssn' equals { string_value: '" + value + "' } }";
        assertThat(ids(query(other, Query.newBuilder().setFilter(filter(filter)))))
                .isEqualTo("1");

        ApplySchemaResponse unmarked = apply(other, plain);

        assertThat(unmarked.getSchema().getSensitiveFieldsList()).doesNotContain("hr.v1.Person.ssn");
        assertThat(inStore(value)).isTrue();
        assertThat(ids(query(other, Query.newBuilder().setFilter(filter(filter)))))
                .isEqualTo("1");
    }

    @Test
    void applyingTheSameAgainChangesNothingAndSaysWhatIsSensitive() {
        assertThat(apply(space, PROTO).getChangesList()).isEmpty();
        assertThat(client.schemas()
                        .getSchema(GetSchemaRequest.newBuilder()
                                .setRecordSpace(space)
                                .build())
                        .getSchema()
                        .getSensitiveFieldsList())
                .contains("hr.v1.Person.ssn", "hr.v1.Address.zip")
                .isSorted();
    }

    @Test
    void rotationLeavesTheIndexesAsTheyAre() {
        String indexes = client.schemas()
                .listIndexes(
                        ListIndexesRequest.newBuilder().setRecordSpace(space).build())
                .toString();

        client.spaces()
                .rotateKeys(RotateKeysRequest.newBuilder().setRecordSpace(space).build());

        assertThat(client.schemas()
                        .listIndexes(ListIndexesRequest.newBuilder()
                                .setRecordSpace(space)
                                .build())
                        .toString())
                .isEqualTo(indexes);
        assertThat(ids(query("field { path: 'ssn' equals { string_value: 'ssn-value-two' } }")))
                .isEqualTo("2");
        put("{\"id\": 8, \"ssn\": \"ssn-value-eight\"}");
        assertThat(ids(query("field { path: 'ssn' equals { string_value: 'ssn-value-eight' } }")))
                .isEqualTo("8");
    }

    @Test
    void theUserSeesTheFieldsAsTheyAre() {
        String record = query("field { path: 'ssn' equals { string_value: 'ssn-value-two' } }")
                .get(0)
                .getRecord()
                .getJson()
                .getFieldsOrThrow("ssn")
                .getStringValue();

        assertThat(record).isEqualTo("ssn-value-two");
    }

    private void put(String json) {
        put(space, json);
    }

    private void put(String where, String json) {
        client.records()
                .put(PutRequest.newBuilder()
                        .setRecordSpace(where)
                        .setRecordType("Person")
                        .setJson(struct(json))
                        .build());
    }

    private static Struct struct(String json) {
        Struct.Builder struct = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(json, struct);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
        return struct.build();
    }

    private ApplySchemaRequest.Builder schema(String proto) {
        return ApplySchemaRequest.newBuilder()
                .setRecordSpace(space)
                .addProtoFiles(
                        ProtoFile.newBuilder().setPath("hr/v1/person.proto").setContent(proto));
    }

    private ApplySchemaResponse apply(String where, String proto, String... sensitive) {
        return client.schemas()
                .applySchema(schema(proto)
                        .setRecordSpace(where)
                        .addAllSensitiveFields(List.of(sensitive))
                        .build());
    }

    private static Filter filter(String text) {
        try {
            return TextFormat.parse(text, Filter.class);
        } catch (TextFormat.ParseException e) {
            throw new AssertionError(text, e);
        }
    }

    private List<QueryResponse> query(String filter) {
        return query(Query.newBuilder().setFilter(filter(filter)));
    }

    private List<QueryResponse> query(Query.Builder query) {
        return query(space, query);
    }

    private List<QueryResponse> query(String where, Query.Builder query) {
        return client.stream(QueryRequest.newBuilder()
                        .setRecordSpace(where)
                        .setRecordType("Person")
                        .setFormat(RecordFormat.RECORD_FORMAT_JSON)
                        .setQuery(query))
                .stream()
                .filter(QueryResponse::hasRecord)
                .toList();
    }

    private static String ids(List<QueryResponse> responses) {
        return String.join(
                ",",
                responses.stream()
                        .map(response -> response.getRecord()
                                .getJson()
                                .getFieldsOrThrow("id")
                                .getStringValue())
                        .sorted()
                        .toList());
    }

    private static void assertInvalid(ThrowingCallable call, String... says) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, error -> {
            assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(error.getMessage()).contains(says).doesNotContain("ssn-secret");
        });
    }

    private boolean inStore(String value) {
        return RawStore.holds(new RawStore(database).everything(), value);
    }

    /** All that the indexes of a RecordSpace hold of sensitive values. */
    private Set<ByteString> hashes(String where) {
        RawStore store = new RawStore(database);
        Subspace indexes = store.incarnation(TENANT, where).get(Tuple.from(0, 2));
        Set<ByteString> hashes = new HashSet<>();
        for (KeyValue entry : store.range(indexes)) {
            for (Object element : indexes.unpack(entry.getKey())) {
                if (element instanceof byte[] bytes) {
                    assertThat(bytes).hasSize(32);
                    hashes.add(ByteString.copyFrom(bytes));
                }
            }
        }
        return hashes;
    }
}
