package io.recordstore.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.schema.IndexColumn.Order;
import java.util.List;
import java.util.Set;

/** What may be sensitive, and what a schema may do with a sensitive field. */
final class SensitiveRules {
    private final Set<String> sensitive;

    /** @param sensitive the full names of the sensitive fields */
    SensitiveRules(Set<String> sensitive) {
        this.sensitive = sensitive;
    }

    /**
     * @param position where the user marks the field, for errors
     * @throws InvalidRequest when the field cannot be sensitive
     */
    static void checkMark(FieldDescriptor field, String position) {
        String name = Shown.name(field.getFullName());
        Descriptor message = field.getContainingType();
        require(
                !field.isMapField() && !message.getOptions().getMapEntry(),
                position,
                "'" + name + "' is of a map, and what is in a map cannot be sensitive: use a repeated message with a"
                        + " sensitive field");
        boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
        require(
                !isMessage || FieldPath.isValue(field),
                position,
                "'" + name + "' is a message: mark the fields in it that are sensitive");
        require(
                message.findFieldByName(SensitiveFields.hashName(field.getName())) == null
                        && message.findFieldByNumber(SensitiveFields.hashNumber(field.getNumber())) == null,
                position,
                "the name '" + SensitiveFields.hashName(field.getName()) + "' and the number "
                        + SensitiveFields.hashNumber(field.getNumber()) + " in "
                        + Shown.name(message.getFullName())
                        + " are needed for the field's hash: give the field that has one of them another");
    }

    /** @throws InvalidRequest when a field of a primary key is sensitive */
    void checkPrimaryKey(FieldPath path, String requestField) {
        require(
                !isSensitive(path),
                requestField,
                "'" + path + "' is sensitive, and primary keys are readable in the store: take a random id as the"
                        + " primary key, and find the record by an index on '" + path + "'");
    }

    /** @throws InvalidRequest when an index would give a sensitive value away, or need more than its hash */
    void checkIndex(Descriptor message, IndexDefinition index, String position) {
        boolean isOfValues = index.kind() == IndexKind.VALUE || index.kind() == IndexKind.VERSION;
        boolean countsOnly = index.kind() == IndexKind.COUNT_NOT_NULL;
        checkColumns(message, index.fields(), position + ".fields", isOfValues || countsOnly, index.kind());
        checkColumns(message, index.groupBy(), position + ".group_by", isOfValues, index.kind());
        for (int i = 0; i < index.include().size(); i++) {
            require(
                    !isSensitive(message, index.include().get(i).path()),
                    position + ".include[" + i + "].path",
                    "'" + Shown.name(index.include().get(i).path())
                            + "' is sensitive, and an index holds what it includes as it is: leave it out, and the"
                            + " records are read for it");
        }
        for (int i = 0; i < index.where().size(); i++) {
            IndexCondition condition = index.where().get(i);
            require(
                    condition.comparison() == IndexCondition.Comparison.IS_SET
                            || !isSensitive(message, condition.path()),
                    position + ".where[" + i + "]",
                    "'" + Shown.name(condition.path())
                            + "' is sensitive, and the value of the condition would be readable in the schema: use is_set");
        }
    }

    private void checkColumns(
            Descriptor message, List<IndexColumn> columns, String where, boolean allowed, IndexKind kind) {
        for (int i = 0; i < columns.size(); i++) {
            IndexColumn column = columns.get(i);
            if (isSensitive(message, column.path())) {
                String field = where + "[" + i + "]";
                String name = Shown.name(column.path());
                require(
                        allowed,
                        field + ".path",
                        "'" + name + "' is sensitive: indexes hold its hash, of which an index of kind " + kind
                                + " can make nothing; use an index of kind VALUE, which finds equal values");
                require(
                        column.order() == Order.ASCENDING,
                        field + ".order",
                        "'" + name + "' is sensitive: indexes hold its hash, whose order means nothing; leave the order"
                                + " out");
            }
        }
    }

    private boolean isSensitive(Descriptor message, String path) {
        return isSensitive(FieldPath.resolveAny(message, path, "indexes"));
    }

    private boolean isSensitive(FieldPath path) {
        return path.fields().stream().anyMatch(field -> sensitive.contains(field.getFullName()));
    }

    private static void require(boolean condition, String field, String description) {
        if (!condition) {
            throw new InvalidRequest(field, description);
        }
    }
}
