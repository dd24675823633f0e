package io.recordstore.graphql.typed.message;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.typed.naming.FieldNames;
import io.recordstore.graphql.typed.scalar.ValueType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Messages from input objects. A field that is left out, or null, is not set. */
public final class InputMessages {
    /** Past it Protobuf's own parsers refuse a message. */
    private static final int MAX_NESTING = 100;

    private final FieldNames names;
    private final TypeRegistry userTypes;

    public InputMessages(SchemaParts parts) {
        this.names = parts.fieldNames();
        this.userTypes = parts.userTypes();
    }

    /**
     * @param input by the names of the message's fields
     * @param position where the request has it, for errors
     * @throws InvalidRequest when a value is none of its field, a oneof is set twice, or a map has a key twice
     */
    public Message read(Descriptor type, Map<String, Object> input, String position) {
        return read(type, input, position, 1);
    }

    private Message read(Descriptor type, Map<String, Object> input, String position, int depth) {
        if (depth > MAX_NESTING) {
            throw new InvalidRequest(position, "it is nested deeper than " + MAX_NESTING + " messages");
        }
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            Object value = input.get(names.of(field));
            if (value != null) {
                set(message, field, value, position + "." + names.of(field), depth);
            }
        }
        type.getRealOneofs().forEach(oneof -> requireOne(oneof, input, position));
        return message.build();
    }

    private void set(DynamicMessage.Builder message, FieldDescriptor field, Object value, String position, int depth) {
        if (!field.isRepeated()) {
            message.setField(field, one(field, value, position, depth));
            return;
        }
        List<?> elements = (List<?>) value;
        for (int i = 0; i < elements.size(); i++) {
            message.addRepeatedField(field, one(field, elements.get(i), position + "[" + i + "]", depth));
        }
        if (field.isMapField()) {
            requireDistinctKeys(elements, position);
        }
    }

    private Object one(FieldDescriptor field, Object value, String position, int depth) {
        Optional<ValueType> values = ValueType.of(field, userTypes);
        return values.isPresent()
                ? values.get().toProtobuf(value, position)
                : read(field.getMessageType(), object(value), position, depth + 1);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private void requireOne(OneofDescriptor oneof, Map<String, Object> input, String position) {
        List<String> set = oneof.getFields().stream()
                .map(names::of)
                .filter(name -> input.get(name) != null)
                .toList();
        if (set.size() > 1) {
            throw new InvalidRequest(
                    position,
                    String.join(" and ", set) + " are both set, and the oneof '" + oneof.getName()
                            + "' has at most one: leave out the others");
        }
    }

    private static void requireDistinctKeys(List<?> entries, String position) {
        Set<Object> keys = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            if (!keys.add(object(entries.get(i)).get("key"))) {
                throw new InvalidRequest(position + "[" + i + "].key", "another entry has the same key");
            }
        }
    }
}
