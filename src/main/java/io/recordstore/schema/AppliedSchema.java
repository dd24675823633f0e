package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.recordstore.source.ProtoText;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A version of a schema, as its user sees it.
 *
 * @param files the user's own files
 * @param sensitiveFields the full names of the fields whose values no index holds
 * @param indexes the indexes and how far each is
 */
public record AppliedSchema(
        int version,
        FileDescriptorSet files,
        List<RecordTypeDefinition> recordTypes,
        List<String> sensitiveFields,
        List<IndexProgress> indexes,
        Instant applyTime) {
    public AppliedSchema {
        recordTypes = List.copyOf(recordTypes);
        sensitiveFields = List.copyOf(sensitiveFields);
        indexes = List.copyOf(indexes);
    }

    /** The files as .proto sources, whose options have the record types, the indexes and the sensitive fields. */
    public List<ProtoSource> sources() {
        ProtoText.Records records = new ProtoText.Records(
                recordTypes.stream()
                        .collect(Collectors.toMap(RecordTypeDefinition::name, RecordTypeDefinition::primaryKey)),
                indexes.stream()
                        .map(index -> IndexMessages.write(index.definition()))
                        .toList(),
                Set.copyOf(sensitiveFields));
        return files.getFileList().stream()
                .map(file -> new ProtoSource(file.getName(), ProtoText.of(file, records)))
                .toList();
    }

    /**
     * What applying did, or would do.
     *
     * @param schema what is in force now; null when it was only validated
     */
    public record Outcome(AppliedSchema schema, List<SchemaChange> changes) {
        public Outcome {
            changes = List.copyOf(changes);
        }
    }

    /** A version in short. */
    public record Version(int version, Instant applyTime, List<String> recordTypes, List<String> indexes) {
        public Version {
            recordTypes = List.copyOf(recordTypes);
            indexes = List.copyOf(indexes);
        }
    }
}
