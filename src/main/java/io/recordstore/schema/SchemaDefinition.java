package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.util.List;

/**
 * A schema as a user defines it.
 *
 * @param files the files that define the messages and all that they import, in any order; google/protobuf may be left
 *     out
 * @param sources the same as .proto sources; either these or {@code files} are empty
 * @param recordTypes the messages that are records, besides those whose options say so
 * @param indexes what may be queried, besides the indexes in the messages' options
 * @param sensitiveFields the fields whose values no index holds, as {@code Person.ssn} or in full, besides those whose
 *     options say so
 */
public record SchemaDefinition(
        FileDescriptorSet files,
        List<ProtoSource> sources,
        List<RecordTypeDefinition> recordTypes,
        List<IndexDefinition> indexes,
        List<String> sensitiveFields) {
    public SchemaDefinition {
        sources = List.copyOf(sources);
        recordTypes = List.copyOf(recordTypes);
        indexes = List.copyOf(indexes);
        sensitiveFields = List.copyOf(sensitiveFields);
    }

    /** A schema in which no field is sensitive, but for those whose options say so. */
    public SchemaDefinition(
            FileDescriptorSet files,
            List<ProtoSource> sources,
            List<RecordTypeDefinition> recordTypes,
            List<IndexDefinition> indexes) {
        this(files, sources, recordTypes, indexes, List.of());
    }

    /** A schema whose messages are given as descriptors. */
    public SchemaDefinition(
            FileDescriptorSet files, List<RecordTypeDefinition> recordTypes, List<IndexDefinition> indexes) {
        this(files, List.of(), recordTypes, indexes, List.of());
    }
}
