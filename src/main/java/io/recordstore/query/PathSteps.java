package io.recordstore.query;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.schema.FieldPath;
import java.util.ArrayList;
import java.util.List;

/** Paths that may end at any field, at a message too. For those that end at a value there is {@link FieldPath}. */
final class PathSteps {
    private PathSteps() {}

    /**
     * @return the fields from the record downwards
     * @throws InvalidRequest when the path leads nowhere
     */
    static List<FieldDescriptor> resolve(Descriptor type, String path, String requestField) {
        String[] names = path.split("\\.", QueryLimits.MAX_DEPTH + 1);
        if (names.length > QueryLimits.MAX_DEPTH) {
            throw new InvalidRequest(requestField, "the path has more than " + QueryLimits.MAX_DEPTH + " steps");
        }
        List<FieldDescriptor> fields = new ArrayList<>();
        Descriptor message = type;
        for (String name : names) {
            FieldDescriptor field = message == null ? null : message.findFieldByName(name);
            if (field == null) {
                // Always refuses it, and says what there is instead.
                FieldPath.resolveAny(type, path, requestField);
                throw new InvalidRequest(requestField, "the path leads nowhere");
            }
            fields.add(field);
            message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? field.getMessageType() : null;
        }
        return fields;
    }

    /** Whether it is a time, which is compared by its parts. */
    static boolean isTime(FieldDescriptor message) {
        return switch (message.getMessageType().getFullName()) {
            case "google.protobuf.Timestamp", "google.protobuf.Duration" -> true;
            default -> false;
        };
    }

    /** Whether an index can hold the message as if it were a scalar: a time, or a wrapper. */
    static boolean isIndexable(FieldDescriptor message) {
        if (isTime(message)) {
            return true;
        }
        return switch (message.getMessageType().getFullName()) {
            case "google.protobuf.DoubleValue",
                    "google.protobuf.FloatValue",
                    "google.protobuf.Int64Value",
                    "google.protobuf.UInt64Value",
                    "google.protobuf.Int32Value",
                    "google.protobuf.UInt32Value",
                    "google.protobuf.BoolValue",
                    "google.protobuf.StringValue",
                    "google.protobuf.BytesValue" -> true;
            default -> false;
        };
    }
}
