package io.recordstore.graphql.typed.scalar;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TypeRegistry;
import graphql.Scalars;
import graphql.schema.GraphQLScalarType;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.record.Scalar;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/**
 * The values of a field that is no object: a scalar, an enum, a wrapper of one, a time, or JSON. They come in three forms:
 * as Protobuf has them, as GraphQL's scalars do, and as {@link Scalar} has those that records are found by.
 *
 * @param field a scalar or an enum, which may be the one in a wrapper, or of a message type that is a value
 * @param wrapper the wrapper that has the field; null when there is none
 * @param types the messages that may be in an {@code Any}
 */
public record ValueType(FieldDescriptor field, Descriptor wrapper, TypeRegistry types) {
    /** What stands for an enum's number that the schema has no name for. */
    public static final String UNRECOGNIZED = "UNRECOGNIZED";

    private static final String TIMESTAMP = "google.protobuf.Timestamp";
    private static final String DURATION = "google.protobuf.Duration";
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    private static final Set<String> WRAPPERS = Set.of(
            "google.protobuf.DoubleValue",
            "google.protobuf.FloatValue",
            "google.protobuf.Int64Value",
            "google.protobuf.UInt64Value",
            "google.protobuf.Int32Value",
            "google.protobuf.UInt32Value",
            "google.protobuf.BoolValue",
            "google.protobuf.StringValue",
            "google.protobuf.BytesValue");

    /** The field's values; empty when they are objects. */
    public static Optional<ValueType> of(FieldDescriptor field, TypeRegistry types) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return Optional.of(new ValueType(field, null, types));
        }
        Descriptor message = field.getMessageType();
        if (WRAPPERS.contains(message.getFullName())) {
            return Optional.of(new ValueType(message.findFieldByName("value"), message, types));
        }
        boolean isValue = isTime(message) || JsonMessages.isOne(message);
        return isValue ? Optional.of(new ValueType(field, null, types)) : Optional.empty();
    }

    private static boolean isTime(Descriptor message) {
        return message.getFullName().equals(TIMESTAMP) || message.getFullName().equals(DURATION);
    }

    /** Whether values are JSON, which may be null where it is set. */
    public boolean isJson() {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !isTime(field.getMessageType());
    }

    /** The enum that the values are of; empty when they are of a scalar. */
    public Optional<EnumDescriptor> enumType() {
        return field.getType() == FieldDescriptor.Type.ENUM ? Optional.of(field.getEnumType()) : Optional.empty();
    }

    /** The scalar that the values are of, when they are of no enum. */
    public GraphQLScalarType scalar() {
        return switch (field.getType()) {
            case INT32, SINT32, SFIXED32 -> Scalars.GraphQLInt;
            case UINT32, FIXED32 -> TypedScalars.UNSIGNED_INT;
            case INT64, SINT64, SFIXED64 -> TypedScalars.LONG;
            case UINT64, FIXED64 -> TypedScalars.UNSIGNED_LONG;
            case FLOAT, DOUBLE -> TypedScalars.DOUBLE;
            case BOOL -> Scalars.GraphQLBoolean;
            case STRING -> Scalars.GraphQLString;
            case BYTES -> TypedScalars.BYTES;
            case ENUM -> throw new IllegalStateException("an enum is no scalar");
            case MESSAGE, GROUP -> messageScalar();
        };
    }

    private GraphQLScalarType messageScalar() {
        return switch (field.getMessageType().getFullName()) {
            case TIMESTAMP -> TypedScalars.TIMESTAMP;
            case DURATION -> TypedScalars.DURATION;
            default -> TypedScalars.JSON;
        };
    }

    /** A value as the field of a message has it, for GraphQL. */
    public Object fromProtobuf(Object value) {
        Object bare = wrapper == null ? value : ((Message) value).getField(wrapperField(((Message) value)));
        return switch (field.getType()) {
            case UINT32, FIXED32 -> Integer.toUnsignedLong((Integer) bare);
            case UINT64, FIXED64 -> unsigned((Long) bare);
            case FLOAT -> Double.valueOf(bare.toString());
            case ENUM -> known(((EnumValueDescriptor) bare).getNumber());
            case MESSAGE, GROUP -> fromMessage((Message) bare);
            default -> bare;
        };
    }

    private static FieldDescriptor wrapperField(Message wrapper) {
        return wrapper.getDescriptorForType().findFieldByName("value");
    }

    private Object fromMessage(Message message) {
        if (isJson()) {
            return JsonMessages.write(message, types);
        }
        long seconds = (Long) message.getField(message.getDescriptorForType().findFieldByName("seconds"));
        int nanos = (Integer) message.getField(message.getDescriptorForType().findFieldByName("nanos"));
        return time(seconds, nanos);
    }

    private Object time(long seconds, int nanos) {
        return field.getMessageType().getFullName().equals(TIMESTAMP)
                ? Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build()
                : Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    }

    /**
     * A value as GraphQL has it, for the field of a message.
     *
     * @param position where the request has it, for errors
     * @throws InvalidRequest when the field cannot hold it
     */
    public Object toProtobuf(Object value, String position) {
        Object bare =
                switch (field.getType()) {
                    case UINT32, FIXED32 -> ((BigInteger) value).intValue();
                    case INT64, SINT64, SFIXED64, UINT64, FIXED64 -> ((BigInteger) value).longValue();
                    case FLOAT -> toFloat((Double) value, position);
                    case ENUM -> field.getEnumType().findValueByNumber(named(value, position));
                    case MESSAGE, GROUP -> isJson() ? JsonMessages.read(value, field.getMessageType(), types) : value;
                    default -> value;
                };
        return wrapper == null
                ? bare
                : DynamicMessage.newBuilder(wrapper).setField(field, bare).build();
    }

    private static Float toFloat(Double value, String position) {
        float number = value.floatValue();
        if (Float.isInfinite(number) && !value.isInfinite()) {
            throw new InvalidRequest(position, "it is past what a float can hold");
        }
        return number;
    }

    private static int named(Object value, String position) {
        if (value instanceof Integer number) {
            return number;
        }
        throw new InvalidRequest(
                position, "UNRECOGNIZED stands for a value that the schema has no name for, and cannot be sent");
    }

    /**
     * A value as GraphQL has it, to find records by.
     *
     * @param position where the request has it, for errors
     */
    public Scalar toScalar(Object value, String position) {
        return switch (field.getType()) {
            case INT32, SINT32, SFIXED32 -> new Scalar.Int((Integer) value);
            case UINT32, FIXED32, INT64, SINT64, SFIXED64 -> new Scalar.Int(((BigInteger) value).longValue());
            case UINT64, FIXED64 -> new Scalar.Unsigned(((BigInteger) value).longValue());
            case FLOAT, DOUBLE -> new Scalar.Floating((Double) value);
            case BOOL -> new Scalar.Bool((Boolean) value);
            case STRING -> new Scalar.Text((String) value);
            case BYTES -> new Scalar.Bytes((ByteString) value);
            case ENUM -> new Scalar.Int(named(value, position));
            case MESSAGE, GROUP -> toTime(value);
        };
    }

    private static Scalar toTime(Object value) {
        return value instanceof Timestamp time
                ? new Scalar.Time(time.getSeconds(), time.getNanos())
                : new Scalar.Time(((Duration) value).getSeconds(), ((Duration) value).getNanos());
    }

    /** A value that an index has, for GraphQL. */
    public Object fromScalar(Scalar scalar) {
        if (scalar instanceof Scalar.Int number) {
            return field.getType() == FieldDescriptor.Type.ENUM ? known((int) number.value()) : (Object) number.value();
        } else if (scalar instanceof Scalar.Unsigned number) {
            return unsigned(number.value());
        } else if (scalar instanceof Scalar.Floating number) {
            return number.value();
        } else if (scalar instanceof Scalar.Bool bool) {
            return bool.value();
        } else if (scalar instanceof Scalar.Text text) {
            return field.getType() == FieldDescriptor.Type.ENUM
                    ? known(field.getEnumType().findValueByName(text.value()).getNumber())
                    : text.value();
        } else if (scalar instanceof Scalar.Time time) {
            return time(time.seconds(), time.nanos());
        }
        return ((Scalar.Bytes) scalar).value();
    }

    private Object known(int number) {
        return field.getEnumType().findValueByNumber(number) == null ? UNRECOGNIZED : (Object) number;
    }

    private static BigInteger unsigned(long value) {
        BigInteger number = BigInteger.valueOf(value);
        return value < 0 ? number.add(TWO_TO_64) : number;
    }
}
