package io.recordstore.schema;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.schema.IndexCondition.Comparison;
import java.util.Base64;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * A condition of an index, ready to be tested on storage messages that have their zeros.
 *
 * @param path of the user's message
 * @param value in the Java type in which a storage message has the field; a Boolean for {@link Comparison#IS_SET}
 * @param order how values of the field compare
 */
public record CompiledCondition(FieldPath path, Comparison comparison, Object value, Comparator<Object> order) {

    /**
     * @param position where the user has it, for errors
     * @throws InvalidRequest when the path leads to no single scalar, or the value is not of its type
     */
    static CompiledCondition compile(Descriptor message, IndexCondition condition, String position) {
        FieldPath path = FieldPath.resolve(message, condition.path(), position + ".path");
        FieldDescriptor field = path.last();
        if (condition.comparison() == Comparison.IS_SET) {
            requireAbsentable(path, position);
            return new CompiledCondition(path, Comparison.IS_SET, Boolean.valueOf(condition.value()), order(field));
        }
        requireOrder(field, condition.comparison(), position);
        return new CompiledCondition(path, condition.comparison(), parse(field, condition, position), order(field));
    }

    private static void requireAbsentable(FieldPath path, String position) {
        if (!path.canBeAbsent()) {
            throw new InvalidRequest(
                    position + ".is_set",
                    "'" + path + "' is a proto3 field without optional: it always has a value; compare it with zero, or"
                            + " declare it optional in the .proto");
        }
    }

    private static void requireOrder(FieldDescriptor field, Comparison comparison, String position) {
        boolean equality = comparison == Comparison.EQUALS || comparison == Comparison.NOT_EQUALS;
        boolean unordered = field.getJavaType() == FieldDescriptor.JavaType.ENUM
                || field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN;
        if (unordered && !equality) {
            throw new InvalidRequest(
                    position, "'" + field.getName() + "' is an enum or a bool: use equals or not_equals");
        }
    }

    private static Object parse(FieldDescriptor field, IndexCondition condition, String position) {
        try {
            return parse(field, condition.value());
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(
                    position,
                    "the value is not a "
                            + (field.getJavaType() == FieldDescriptor.JavaType.ENUM
                                    ? "name of " + field.getEnumType().getFullName()
                                    : field.getType().name().toLowerCase(Locale.ROOT))
                            + ", which '" + field.getName() + "' is");
        }
    }

    private static Object parse(FieldDescriptor field, String value) {
        return switch (field.getType()) {
            case INT32, SINT32, SFIXED32 -> Integer.valueOf(value);
            case FIXED32 -> Integer.parseUnsignedInt(value);
            case UINT32 -> Integer.toUnsignedLong(Integer.parseUnsignedInt(value));
            case INT64, SINT64, SFIXED64 -> Long.valueOf(value);
            case UINT64, FIXED64 -> Long.parseUnsignedLong(value);
            case FLOAT -> Float.valueOf(value);
            case DOUBLE -> Double.valueOf(value);
            case BOOL -> parseBoolean(value);
            case STRING -> value;
            case BYTES -> ByteString.copyFrom(Base64.getDecoder().decode(value));
            case ENUM -> number(field, value);
            case MESSAGE, GROUP -> throw new IllegalArgumentException();
        };
    }

    private static Boolean parseBoolean(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException();
        }
        return Boolean.valueOf(value);
    }

    private static Integer number(FieldDescriptor field, String name) {
        EnumValueDescriptor value = field.getEnumType().findValueByName(name);
        if (value == null) {
            throw new IllegalArgumentException();
        }
        return value.getNumber();
    }

    private static Comparator<Object> order(FieldDescriptor field) {
        return switch (field.getType()) {
            case UINT64, FIXED64 -> (a, b) -> Long.compareUnsigned((Long) a, (Long) b);
            case FIXED32 -> (a, b) -> Integer.compareUnsigned((Integer) a, (Integer) b);
            case STRING -> (a, b) -> compare(ByteString.copyFromUtf8((String) a), ByteString.copyFromUtf8((String) b));
            case BYTES -> (a, b) -> compare((ByteString) a, (ByteString) b);
            default -> CompiledCondition::compareNaturally;
        };
    }

    private static int compare(ByteString a, ByteString b) {
        return ByteString.unsignedLexicographicalComparator().compare(a, b);
    }

    @SuppressWarnings("unchecked")
    private static int compareNaturally(Object a, Object b) {
        return ((Comparable<Object>) a).compareTo(b);
    }

    /** Whether a storage message meets it. */
    boolean test(Message record) {
        Optional<Object> found = path.read(record);
        if (comparison == Comparison.IS_SET) {
            return found.isPresent() == (Boolean) value;
        }
        return found.isPresent() && compares(compare(found.get()));
    }

    private static Object comparable(Object found) {
        return found instanceof Internal.EnumLite enumValue ? (Object) enumValue.getNumber() : found;
    }

    /**
     * How a value of the field compares with that of the condition: less than zero, zero, or greater.
     *
     * @param found as a storage message has it
     */
    public int compare(Object found) {
        return order.compare(comparable(found), value);
    }

    /** Whether a value of the field, which is set, meets it. */
    public boolean isMetBy(Object found) {
        return comparison == Comparison.IS_SET ? (Boolean) value : compares(compare(found));
    }

    private boolean compares(int sign) {
        return switch (comparison) {
            case EQUALS -> sign == 0;
            case NOT_EQUALS -> sign != 0;
            case LESS_THAN -> sign < 0;
            case LESS_THAN_OR_EQUALS -> sign <= 0;
            case GREATER_THAN -> sign > 0;
            case GREATER_THAN_OR_EQUALS -> sign >= 0;
            case IS_SET -> throw new IllegalStateException("is_set compares no values");
        };
    }
}
