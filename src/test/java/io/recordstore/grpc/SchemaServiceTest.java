package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.grpc.Status.Code;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.CityProto;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.GetSchemaRequest;
import io.recordstore.v1.IndexState;
import io.recordstore.v1.Query;
import io.recordstore.v1.RecordType;
import io.recordstore.v1.Schema;
import java.net.URL;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schemas at the gRPC port. */
@QuarkusTest
class SchemaServiceTest {
    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("schemas"));
        space = client.createSpace();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aSchemaComesBackAsItWasApplied() {
        Schema applied = apply(ServiceClient.citySchema(space, ServiceClient.index("City", "country", "population")));

        assertThat(applied.getVersion()).isEqualTo(1);
        assertThat(applied.getDescriptorSet().getFileList())
                .containsExactly(CityProto.getDescriptor().toProto());
        assertThat(applied.getRecordTypesList())
                .containsExactly(RecordType.newBuilder()
                        .setName("demo.v1.City")
                        .addPrimaryKey("id")
                        .build());
        assertThat(applied.getIndexes(0).getState()).isEqualTo(IndexState.INDEX_STATE_READABLE);
        assertThat(client.schemas()
                        .getSchema(GetSchemaRequest.newBuilder()
                                .setRecordSpace(space)
                                .build())
                        .getSchema())
                .isEqualTo(applied);
    }

    @Test
    void applyingWhatIsInForceChangesNothing() {
        Schema first = apply(ServiceClient.citySchema(space));

        assertThat(apply(ServiceClient.citySchema(space))).isEqualTo(first);
    }

    @Test
    void anIndexThatIsAddedToRecordsServesQueriesAtOnce() {
        apply(ServiceClient.citySchema(space));
        client.put(space, ServiceClient.city(1, "Ghent", "BE", 231_493), ServiceClient.city(2, "Lille", "FR", 234_475));

        Schema second = apply(ServiceClient.citySchema(space, ServiceClient.index("City", "country")));

        assertThat(second.getVersion()).isEqualTo(2);
        assertThat(second.getIndexes(0).getState()).isEqualTo(IndexState.INDEX_STATE_READABLE);
        assertThat(client.names(
                        space,
                        Query.newBuilder()
                                .setFilter(ServiceClient.filter(
                                        ServiceClient.field("country").setEquals(ServiceClient.text("FR"))))))
                .containsExactly("Lille");
    }

    @Test
    void anIndexCanBeDroppedAndAnotherTakeItsName() {
        apply(ServiceClient.citySchema(space, ServiceClient.index("City", "country")));
        client.put(space, ServiceClient.city(1, "Ghent", "BE", 231_493));

        apply(ServiceClient.citySchema(space));
        Schema third = apply(ServiceClient.citySchema(
                space,
                ServiceClient.index("City", "name").toBuilder()
                        .setName("by_country")
                        .build()));

        assertThat(third.getVersion()).isEqualTo(3);
        assertThat(client.names(
                        space,
                        Query.newBuilder()
                                .setFilter(ServiceClient.filter(
                                        ServiceClient.field("name").setEquals(ServiceClient.text("Ghent"))))))
                .containsExactly("Ghent");
    }

    @Test
    void aFieldOfAnotherWireTypeIsRefusedAndTheSchemaStays() {
        apply(ServiceClient.citySchema(space));
        client.put(space, ServiceClient.city(1, "Ghent", "BE", 231_493));

        Errors.of(() -> apply(withCityFile(
                        file -> file.getMessageTypeBuilder(0).getFieldBuilder(6).setType(Type.TYPE_STRING))))
                .hasCode(Code.FAILED_PRECONDITION)
                .hasReason("SCHEMA_INCOMPATIBLE")
                .says("population");

        assertThat(client.schemas()
                        .getSchema(GetSchemaRequest.newBuilder()
                                .setRecordSpace(space)
                                .build())
                        .getSchema()
                        .getVersion())
                .isEqualTo(1);
    }

    @Test
    void unsignedFieldsAreStoredAndQueriedAsTheirUsersKnowThem() {
        apply(
                withCityFile(file ->
                                file.getMessageTypeBuilder(0).getFieldBuilder(6).setType(Type.TYPE_UINT64))
                        .toBuilder()
                        .addIndexes(ServiceClient.index("City", "population"))
                        .build());
        client.put(space, ServiceClient.city(1, "Ghent", "BE", 231_493), ServiceClient.city(2, "Aalst", "BE", 0));

        assertThat(client.names(
                        space,
                        Query.newBuilder()
                                .setFilter(ServiceClient.filter(
                                        ServiceClient.field("population").setLessThan(ServiceClient.number(5))))))
                .containsExactly("Aalst");
        Errors.of(() -> client.put(space, ServiceClient.city(3, "Babel", "XX", -1)))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("population");
    }

    @Test
    void aSchemaWithoutAPrimaryKeyIsRefused() {
        ApplySchemaRequest.Builder request = ServiceClient.citySchema(space).toBuilder();

        Errors.of(() -> apply(request.clearRecordTypes().build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("record_types");
        Errors.of(() -> apply(request.addRecordTypes(RecordType.newBuilder().setName("City"))
                        .build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("record_types[0].primary_key");
    }

    @Test
    void anImportThatIsNotInTheSetIsNamed() {
        Errors.of(() -> apply(withCityFile(file -> file.addDependency("geo/point.proto"))))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("descriptor_set.file[0].dependency[0]")
                .says("geo/point.proto", "include_imports");
    }

    @Test
    void anIndexOnAFieldThatIsNotThereIsRefused() {
        Errors.of(() -> apply(ServiceClient.citySchema(space, ServiceClient.index("City", "mayor"))))
                .hasCode(Code.INVALID_ARGUMENT)
                .says("mayor", "population");
    }

    @Test
    void aMessageThatIsNotThereIsRefused() {
        Errors.of(() -> apply(ServiceClient.citySchema(space).toBuilder()
                        .setRecordTypes(
                                0, RecordType.newBuilder().setName("Town").addPrimaryKey("id"))
                        .build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("record_types[0].name")
                .says("Town", "demo.v1.City");
    }

    private Schema apply(ApplySchemaRequest request) {
        return client.schemas().applySchema(request).getSchema();
    }

    private ApplySchemaRequest withCityFile(Consumer<FileDescriptorProto.Builder> change) {
        FileDescriptorProto.Builder file = CityProto.getDescriptor().toProto().toBuilder();
        change.accept(file);
        return ServiceClient.citySchema(space).toBuilder()
                .setDescriptorSet(FileDescriptorSet.newBuilder().addFile(file))
                .build();
    }
}
