package io.recordstore.source;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexKind;
import java.util.List;
import java.util.stream.Collectors;

/** A message as the value of an option in a .proto: {@code { name: "by_country", fields: [{ path: "country" }] }}. */
public final class OptionText {
    private OptionText() {}

    /** An index, as it stands in the options of its record type. */
    public static String ofIndex(IndexDefinition index) {
        IndexDefinition.Builder shorter = index.toBuilder().clearRecordType();
        return of((index.getKind() == IndexKind.INDEX_KIND_VALUE ? shorter.clearKind() : shorter).build());
    }

    /** On one line. */
    private static String of(Message message) {
        return message.getAllFields().entrySet().stream()
                .map(field -> field.getKey().getName() + ": " + value(field.getKey(), field.getValue()))
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static String value(FieldDescriptor field, Object value) {
        if (field.isRepeated()) {
            return ((List<?>) value)
                    .stream().map(element -> element(field, element)).collect(Collectors.joining(", ", "[", "]"));
        }
        return element(field, value);
    }

    private static String element(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case MESSAGE -> of((Message) value);
            case STRING -> quoted((String) value);
            case ENUM -> ((EnumValueDescriptor) value).getName();
            default -> value.toString();
        };
    }

    /** A string as a .proto has it. */
    public static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
