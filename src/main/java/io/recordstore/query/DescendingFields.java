package io.recordstore.query;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.IndexColumn;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.RecordTypeSchema;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields by which an index of a record type descends. The Record Layer's planner does not take a list of values for a
 * column that it has to turn round.
 */
final class DescendingFields {
    private final CompiledSchema schema;
    private final RecordTypeSchema type;
    private Set<FieldDescriptor> fields;

    DescendingFields(CompiledSchema schema, RecordTypeSchema type) {
        this.schema = schema;
        this.type = type;
    }

    /** @param field of the user's messages */
    boolean contains(FieldDescriptor field) {
        if (fields == null) {
            fields = schema.indexes().values().stream()
                    .filter(index -> index.recordType().equals(type.user().getFullName()))
                    .flatMap(index -> of(type, index).stream())
                    .collect(Collectors.toSet());
        }
        return fields.contains(field);
    }

    /** Those of one index. */
    static Set<FieldDescriptor> of(RecordTypeSchema type, IndexDefinition index) {
        return index.keyColumns().stream()
                .filter(column -> column.order() != IndexColumn.Order.ASCENDING)
                .map(column -> FieldPath.resolveAny(type.user(), column.path(), "indexes")
                        .last())
                .collect(Collectors.toSet());
    }
}
