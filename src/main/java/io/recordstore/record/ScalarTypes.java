package io.recordstore.record;

import com.apple.foundationdb.record.util.ProtoUtils;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Internal;
import io.recordstore.fault.InvalidRequest;
import java.util.Locale;

/** Scalars in the Java types in which the Record Layer holds a field's values. */
public final class ScalarTypes {
    private static final long MAX_UINT32 = 0xffff_ffffL;

    private ScalarTypes() {}

    /**
     * The value that a field of the storage message has when it equals the scalar.
     *
     * @param field the field of the user's message
     * @param requestField where the request has the scalar, for the error
     * @throws InvalidRequest when the field cannot hold such a value
     */
    public static Object convert(Scalar scalar, FieldDescriptor field, String requestField) {
        Object value =
                switch (field.getType()) {
                    case INT32, SINT32, SFIXED32 -> int32(scalar, Integer.MIN_VALUE);
                    case FIXED32 -> int32(scalar, 0);
                    case INT64, SINT64, SFIXED64 -> int64(scalar, Long.MIN_VALUE, Long.MAX_VALUE);
                    case UINT32 -> int64(scalar, 0, MAX_UINT32);
                    case UINT64, FIXED64 -> int64(scalar, 0, Long.MAX_VALUE);
                    case FLOAT ->
                        floating(scalar) == null
                                ? null
                                : (Object) floating(scalar).floatValue();
                    case DOUBLE -> floating(scalar);
                    case BOOL -> scalar instanceof Scalar.Bool bool ? bool.value() : null;
                    case STRING -> scalar instanceof Scalar.Text text ? text.value() : null;
                    case BYTES -> scalar instanceof Scalar.Bytes bytes ? bytes.value() : null;
                    case ENUM -> enumValue(scalar, field);
                    case MESSAGE, GROUP -> null;
                };
        if (value == null) {
            throw new InvalidRequest(requestField, expectation(field));
        }
        return value;
    }

    /** The value as an element of a tuple. */
    public static Object tupleElement(Object value) {
        if (value instanceof Internal.EnumLite enumValue) {
            return (long) enumValue.getNumber();
        }
        if (value instanceof ByteString bytes) {
            return bytes.toByteArray();
        }
        return value;
    }

    private static Integer int32(Scalar scalar, int min) {
        Long value = int64(scalar, min, Integer.MAX_VALUE);
        return value == null ? null : value.intValue();
    }

    private static Long int64(Scalar scalar, long min, long max) {
        Long value = null;
        if (scalar instanceof Scalar.Int signed) {
            value = signed.value();
        } else if (scalar instanceof Scalar.Unsigned unsigned && unsigned.value() >= 0) {
            value = unsigned.value();
        }
        return value == null || value < min || value > max ? null : value;
    }

    private static Double floating(Scalar scalar) {
        if (scalar instanceof Scalar.Floating floating) {
            return floating.value();
        }
        return scalar instanceof Scalar.Int integer ? (double) integer.value() : null;
    }

    private static Object enumValue(Scalar scalar, FieldDescriptor field) {
        EnumValueDescriptor value = null;
        if (scalar instanceof Scalar.Text text) {
            value = field.getEnumType().findValueByName(text.value());
        } else if (scalar instanceof Scalar.Int number && number.value() == (int) number.value()) {
            value = field.getEnumType().findValueByNumber((int) number.value());
        }
        return value == null ? null : new ProtoUtils.DynamicEnum(value.getNumber(), value.getName());
    }

    private static String expectation(FieldDescriptor field) {
        String what =
                switch (field.getType()) {
                    case INT32, SINT32, SFIXED32 -> "int64_value within 32 bits";
                    case INT64, SINT64, SFIXED64 -> "int64_value";
                    case UINT32 -> "int64_value from 0 to 4294967295";
                    case FIXED32 -> "int64_value from 0 to 2147483647, the greatest that an index can order";
                    case UINT64, FIXED64 ->
                        "int64_value or uint64_value up to 9223372036854775807, the greatest that"
                                + " an index can order";
                    case FLOAT, DOUBLE -> "double_value";
                    case BOOL -> "bool_value";
                    case STRING -> "string_value";
                    case BYTES -> "bytes_value";
                    case ENUM ->
                        "string_value with one of "
                                + field.getEnumType().getValues().stream()
                                        .limit(20)
                                        .map(EnumValueDescriptor::getName)
                                        .toList();
                    case MESSAGE, GROUP -> "one of its own fields";
                };
        return "'" + field.getName() + "' is of type " + field.getType().name().toLowerCase(Locale.ROOT)
                + ": compare it with " + what;
    }
}
