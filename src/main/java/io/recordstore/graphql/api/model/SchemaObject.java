package io.recordstore.graphql.api.model;

import io.recordstore.schema.AppliedSchema;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** A version of a schema. */
@Type("Schema")
@Description("A version of a RecordSpace's schema: Protobuf messages, their primary keys and their indexes.")
public record SchemaObject(
        @NonNull @Description("Counts from 1, one more for each applySchema that changed something.") Integer version,
        @NonNull @Description("When this version was applied.") Instant applyTime,
        @NonNull @Description("The messages that are records.") List<@NonNull RecordTypeObject> recordTypes,
        @NonNull @Description("The full names of the fields whose values no index holds.")
                List<@NonNull String> sensitiveFields,
        @NonNull @Description("What may be queried.") List<@NonNull IndexObject> indexes,
        @NonNull @Description("The paths of the .proto files, as they were applied.") List<@NonNull String> files,
        @NonNull
                @Description("The files as .proto sources, ready to be changed and applied again: the record types, the"
                        + " indexes and the sensitive fields stand in their options, wherever they were declared.")
                List<@NonNull ProtoFileObject> protoFiles,
        @NonNull @Description("The files themselves: a serialised google.protobuf.FileDescriptorSet in base64.")
                String descriptorSet) {

    public static SchemaObject of(AppliedSchema schema) {
        return new SchemaObject(
                schema.version(),
                schema.applyTime(),
                schema.recordTypes().stream()
                        .map(type -> new RecordTypeObject(type.name(), type.primaryKey()))
                        .toList(),
                schema.sensitiveFields(),
                schema.indexes().stream().map(IndexObject::of).toList(),
                schema.files().getFileList().stream()
                        .map(file -> file.getName())
                        .toList(),
                schema.sources().stream()
                        .map(source -> new ProtoFileObject(source.path(), source.content()))
                        .toList(),
                Base64.getEncoder().encodeToString(schema.files().toByteArray()));
    }

    /** A .proto file. */
    @Type("ProtoFile")
    @Description("A .proto file. It has the form of ProtoFileInput, and can be sent as one.")
    public record ProtoFileObject(
            @NonNull @Description("The path by which others import it: geo/v1/city.proto.") String path,
            @NonNull @Description("What is in it.") String content) {}

    /** A record type. */
    @Type("RecordType")
    @Description("A message of a schema that is a record.")
    public record RecordTypeObject(
            @NonNull @Description("The message's full name: geo.v1.City.") String name,
            @NonNull @Description("The paths of the fields that together tell one record from all others of its type.")
                    List<@NonNull String> primaryKey) {}
}
