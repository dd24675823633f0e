package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status.Code;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Index;
import io.recordstore.v1.ProtoFile;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.RecordFormat;
import io.recordstore.v1.Schema;
import io.recordstore.v1.Value;
import java.net.URL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schemas given as .proto sources, at the gRPC port. */
@QuarkusTest
class ProtoSourcesTest {
    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("sources"));
        space = client.createSpace();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private static final String LIBRARY =
            """
            syntax = "proto3";
            package library.v1;
            import "google/protobuf/timestamp.proto";
            import "recordstore/v1/options.proto";
            import "library/v1/person.proto";

            // A book on a shelf.
            message Book {
              option (recordstore.v1.record) = {
                primary_key: "isbn"
                indexes: [
                  { name: "by_author", fields: [{ path: "authors.name" }, { path: "authors.born", order: SORT_ORDER_DESCENDING }] },
                  { name: "titles", kind: INDEX_KIND_TEXT, fields: [{ path: "title" }], tokenizer: TEXT_TOKENIZER_PREFIX }
                ]
              };
              // As printed on its back.
              string isbn = 1;
              string title = 2 [(recordstore.v1.field).indexed = true];
              repeated Person authors = 3;
              map<string, uint32> copies = 4;
              optional Genre genre = 5;
              oneof place { string shelf = 6; int32 box = 7; }
              google.protobuf.Timestamp printed = 8;
              Book sequel = 9;
              repeated double marks = 10 [packed = false];
              reserved 20 to 29, 31;
              reserved "secret";
              // What it is about.
              enum Genre { GENRE_UNSPECIFIED = 0; GENRE_NOVEL = 1; }
            }
            """;

    private static final String PERSON =
            """
            syntax = "proto2";
            package library.v1;
            message Person {
              required string name = 1;
              optional int32 born = 2 [default = 1900];
              repeated group Award = 3 { optional string title = 1; }
              extensions 100 to 199;
            }
            """;

    @Test
    void everythingOfTheLanguageComesThroughTheParser() {
        Schema schema = apply(LIBRARY, PERSON);

        assertThat(schema.getRecordTypes(0).getName()).isEqualTo("library.v1.Book");
        assertThat(schema.getIndexesList())
                .extracting(index -> index.getDefinition().getName())
                .containsExactly("by_author", "titles", "Book_by_title");
        assertThat(schema.getIndexesList()).extracting(Index::getState).allMatch(state -> state.name()
                .equals("INDEX_STATE_READABLE"));
        FileDescriptorProto library = file(schema, "library/v1/library.proto");
        DescriptorProto book = library.getMessageType(0);
        assertThat(field(book, "genre").getProto3Optional()).isTrue();
        assertThat(field(book, "copies").getTypeName()).isEqualTo(".library.v1.Book.CopiesEntry");
        assertThat(field(book, "sequel").getTypeName()).isEqualTo(".library.v1.Book");
        assertThat(library.getSourceCodeInfo().getLocationList())
                .extracting(location -> location.getLeadingComments().strip())
                .contains("A book on a shelf.", "As printed on its back.", "What it is about.");
    }

    @Test
    void recordsOfSuchASchemaComeBackAsTheyWerePut() throws Exception {
        apply(LIBRARY, PERSON);
        String json =
                """
                {"isbn":"1","title":"Ulysses","authors":[{"name":"Joyce","born":1882,"award":[{"title":"x"}]}],
                 "copies":{"en":4000000000,"nl":0},"genre":"GENRE_NOVEL","box":0,"printed":"1922-02-02T00:00:00Z",
                 "sequel":{"isbn":"2","sequel":{"isbn":"3"}},"marks":[1.5,2.5]}
                """;
        Struct.Builder book = Struct.newBuilder();
        JsonFormat.parser().merge(json, book);

        client.records()
                .put(PutRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("Book")
                        .setJson(book)
                        .build());

        assertThat(client.records()
                        .get(GetRequest.newBuilder()
                                .setRecordSpace(space)
                                .setRecordType("Book")
                                .addPrimaryKey(Value.newBuilder().setStringValue("1"))
                                .setFormat(RecordFormat.RECORD_FORMAT_JSON)
                                .build())
                        .getRecord()
                        .getJson())
                .isEqualTo(book.build());
    }

    @Test
    void theSameFilesAppliedAgainChangeNothing() {
        Schema first = apply(LIBRARY, PERSON);

        assertThat(apply(LIBRARY, PERSON)).isEqualTo(first);
        assertThat(client.schemas()
                        .applySchema(ApplySchemaRequest.newBuilder()
                                .setRecordSpace(space)
                                .setDescriptorSet(first.getDescriptorSet())
                                .build())
                        .getSchema()
                        .getVersion())
                .as("the descriptors that came back, with their options")
                .isEqualTo(1);
    }

    @Test
    void aSyntaxErrorTellsTheLine() {
        Errors.of(() -> apply("syntax = \"proto3\";\nmessage M { int64 = 1; }", PERSON))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("proto_files[0].content")
                .says("library.proto:2");
    }

    @Test
    void anOptionThatIsNotUnderstoodIsRefused() {
        Errors.of(() -> apply(LIBRARY.replace("primary_key: \"isbn\"", "key: \"isbn\""), PERSON))
                .hasCode(Code.INVALID_ARGUMENT)
                .says("recordstore.v1.record", "key");
    }

    @Test
    void aTypeThatIsNotThereIsRefused() {
        Errors.of(() -> apply(LIBRARY.replace("repeated Person", "repeated Human"), PERSON))
                .hasCode(Code.INVALID_ARGUMENT)
                .says("Human");
    }

    @Test
    void filesOfBothKindsAreRefused() {
        Errors.of(() -> client.schemas()
                        .applySchema(ServiceClient.citySchema(space).toBuilder()
                                .addProtoFiles(ProtoFile.newBuilder().setPath("a.proto"))
                                .build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .says("one or the other");
    }

    private Schema apply(String library, String person) {
        return client.schemas()
                .applySchema(ApplySchemaRequest.newBuilder()
                        .setRecordSpace(space)
                        .addProtoFiles(ProtoFile.newBuilder()
                                .setPath("library/v1/library.proto")
                                .setContent(library))
                        .addProtoFiles(ProtoFile.newBuilder()
                                .setPath("library/v1/person.proto")
                                .setContent(person))
                        .build())
                .getSchema();
    }

    private static FieldDescriptorProto field(DescriptorProto message, String name) {
        return message.getFieldList().stream()
                .filter(field -> field.getName().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static FileDescriptorProto file(Schema schema, String name) {
        return schema.getDescriptorSet().getFileList().stream()
                .filter(file -> file.getName().equals(name))
                .findAny()
                .orElseThrow();
    }
}
