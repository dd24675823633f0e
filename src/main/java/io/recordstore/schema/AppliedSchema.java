package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.time.Instant;
import java.util.List;

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
