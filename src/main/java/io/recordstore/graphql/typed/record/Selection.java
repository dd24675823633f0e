package io.recordstore.graphql.typed.record;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TypeRegistry;
import graphql.schema.SelectedField;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.FieldNames;
import io.recordstore.graphql.typed.scalar.ValueType;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which paths of its records a document asks for, so that an index which has them all is read instead. */
final class Selection {
    /** Of more, records are read whole: no index has as many columns. */
    private static final int MAX_PATHS = 64;

    private final FieldNames names;
    private final TypeRegistry userTypes;
    private final Map<Descriptor, Map<String, FieldDescriptor>> fields = new ConcurrentHashMap<>();

    Selection(SchemaParts parts) {
        this.names = parts.fieldNames();
        this.userTypes = parts.userTypes();
    }

    /**
     * @param selected of the records
     * @return empty for whole records
     */
    List<String> paths(Descriptor type, List<SelectedField> selected) {
        Set<String> paths = new LinkedHashSet<>();
        boolean isOfFields = collect(type, "", selected, paths);
        return isOfFields && paths.size() <= MAX_PATHS ? List.copyOf(paths) : List.of();
    }

    /** @return whether only fields of messages are asked for */
    private boolean collect(Descriptor type, String prefix, List<SelectedField> selected, Set<String> paths) {
        for (SelectedField field : selected) {
            FieldDescriptor descriptor = fieldsOf(type).get(field.getName());
            if (descriptor != null) {
                if (!collect(descriptor, prefix + descriptor.getName(), field, paths)) {
                    return false;
                }
            } else if (!field.getName().startsWith("__")) {
                return false;
            }
        }
        return true;
    }

    private boolean collect(FieldDescriptor field, String path, SelectedField selected, Set<String> paths) {
        boolean isOne = !field.isRepeated() && ValueType.of(field, userTypes).isEmpty();
        List<SelectedField> inner = selected.getSelectionSet().getImmediateFields();
        if (!isOne || !tellsPresence(field.getMessageType(), inner)) {
            paths.add(path);
            return true;
        }
        return collect(field.getMessageType(), path + ".", inner, paths);
    }

    /** Whether the message is set can be told by one of its fields that always has a value. */
    private boolean tellsPresence(Descriptor message, List<SelectedField> selected) {
        return selected.stream()
                .map(field -> fieldsOf(message).get(field.getName()))
                .anyMatch(field -> field != null && !field.hasPresence() && !field.isRepeated());
    }

    private Map<String, FieldDescriptor> fieldsOf(Descriptor type) {
        return fields.computeIfAbsent(type, message -> {
            Map<String, FieldDescriptor> byName = new HashMap<>();
            message.getFields().forEach(field -> byName.put(names.of(field), field));
            return byName;
        });
    }
}
