package io.recordstore.query;

import com.apple.foundationdb.record.metadata.expressions.KeyExpression;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.RecordTypeSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which fields of a record are returned. A path ends anywhere, and passes through messages that are not repeated.
 *
 * @param paths the fields of the user's messages; all of the record when empty
 * @param columns the fields as an index could hold them all; empty when it could not, or nothing is left out
 */
record Projection(List<List<FieldDescriptor>> paths, Optional<List<KeyExpression>> columns) {
    Projection {
        paths = List.copyOf(paths);
    }

    /** @throws InvalidRequest when a path leads nowhere or through a repeated field */
    static Projection of(RecordTypeSchema type, List<String> fields) {
        if (fields.size() > QueryLimits.MAX_FIELDS) {
            throw new InvalidRequest("query.fields", "there are more than " + QueryLimits.MAX_FIELDS);
        }
        List<List<FieldDescriptor>> paths = new ArrayList<>();
        List<KeyExpression> columns = new ArrayList<>();
        boolean indexable = true;
        for (int i = 0; i < fields.size(); i++) {
            String position = "query.fields[" + i + "]";
            List<FieldDescriptor> path = PathSteps.resolve(type.user(), fields.get(i), position);
            requireOneMessage(path, position);
            paths.add(path);
            FieldDescriptor last = path.get(path.size() - 1);
            indexable &= !last.isRepeated()
                    && (last.getJavaType() != FieldDescriptor.JavaType.MESSAGE || PathSteps.isIndexable(last));
            if (indexable) {
                FieldPath.resolveAny(type.user(), fields.get(i), position)
                        .columns()
                        .forEach(column -> columns.add(column.toKeyExpression()));
            }
        }
        return new Projection(paths, indexable && !paths.isEmpty() ? Optional.of(columns) : Optional.empty());
    }

    private static void requireOneMessage(List<FieldDescriptor> path, String position) {
        path.subList(0, path.size() - 1).stream()
                .filter(FieldDescriptor::isRepeated)
                .findFirst()
                .ifPresent(field -> {
                    throw new InvalidRequest(
                            position, "'" + field.getName() + "' is repeated: name it, and have its elements whole");
                });
    }

    /** The record with no more than these fields, or the record itself when it is wanted whole. */
    Message apply(Message record) {
        if (paths.isEmpty()) {
            return record;
        }
        DynamicMessage.Builder projected = DynamicMessage.newBuilder(record.getDescriptorForType());
        paths.forEach(path -> copy(record, projected, path));
        return projected.build();
    }

    private static void copy(Message from, Message.Builder to, List<FieldDescriptor> path) {
        FieldDescriptor field =
                from.getDescriptorForType().findFieldByNumber(path.get(0).getNumber());
        boolean isThere = field.isRepeated() ? from.getRepeatedFieldCount(field) > 0 : from.hasField(field);
        if (!isThere) {
            return;
        }
        if (path.size() == 1) {
            to.setField(field, from.getField(field));
            return;
        }
        Message.Builder inner = ((Message) to.getField(field)).toBuilder();
        copy((Message) from.getField(field), inner, path.subList(1, path.size()));
        to.setField(field, inner.build());
    }
}
