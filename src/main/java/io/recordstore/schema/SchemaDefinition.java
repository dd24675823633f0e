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
 */
public record SchemaDefinition(
        FileDescriptorSet files,
        List<ProtoSource> sources,
        List<RecordTypeDefinition> recordTypes,
        List<IndexDefinition> indexes) {
    public SchemaDefinition {
        sources = List.copyOf(sources);
        recordTypes = List.copyOf(recordTypes);
        indexes = List.copyOf(indexes);
    }

    /** A schema whose messages are given as descriptors. */
    public SchemaDefinition(
            FileDescriptorSet files, List<RecordTypeDefinition> recordTypes, List<IndexDefinition> indexes) {
        this(files, List.of(), recordTypes, indexes);
    }
}
