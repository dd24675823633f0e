package io.recordstore.schema;

import com.google.protobuf.Descriptors.FieldDescriptor;

/** What the types of fields allow. */
final class FieldTypes {
    private FieldTypes() {}

    static boolean isInteger(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT, LONG -> true;
            default -> false;
        };
    }

    /** The Record Layer sums the types with variable-length encoding only. */
    static boolean isSummable(FieldDescriptor field) {
        return switch (field.getType()) {
            case INT32, INT64, SINT32, SINT64, UINT32, UINT64 -> true;
            default -> false;
        };
    }

    static boolean isUnsigned(FieldDescriptor field) {
        return switch (field.getType()) {
            case UINT32, UINT64, FIXED32, FIXED64 -> true;
            default -> false;
        };
    }
}
