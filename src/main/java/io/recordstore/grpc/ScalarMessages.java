package io.recordstore.grpc;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.record.Scalar;
import io.recordstore.v1.Value;
import java.util.ArrayList;
import java.util.List;

/** Scalars from messages. */
final class ScalarMessages {
    private ScalarMessages() {}

    /** @param position the value's place in the request, for the error */
    static Scalar read(Value value, String position) {
        return switch (value.getKindCase()) {
            case BOOL_VALUE -> new Scalar.Bool(value.getBoolValue());
            case INT64_VALUE -> new Scalar.Int(value.getInt64Value());
            case UINT64_VALUE -> new Scalar.Unsigned(value.getUint64Value());
            case DOUBLE_VALUE -> new Scalar.Floating(value.getDoubleValue());
            case STRING_VALUE -> new Scalar.Text(value.getStringValue());
            case BYTES_VALUE -> new Scalar.Bytes(value.getBytesValue());
            case TIMESTAMP_VALUE ->
                time(
                        value.getTimestampValue().getSeconds(),
                        value.getTimestampValue().getNanos(),
                        Timestamps.isValid(value.getTimestampValue()),
                        position);
            case DURATION_VALUE ->
                time(
                        value.getDurationValue().getSeconds(),
                        value.getDurationValue().getNanos(),
                        Durations.isValid(value.getDurationValue()),
                        position);
            case KIND_NOT_SET ->
                throw new InvalidRequest(position, "it has no value: set one of its fields, such as string_value");
        };
    }

    private static Scalar time(long seconds, int nanos, boolean isValid, String position) {
        if (!isValid) {
            throw new InvalidRequest(position, "its seconds or nanos are out of range");
        }
        return new Scalar.Time(seconds, nanos);
    }

    static Value write(Scalar scalar) {
        Value.Builder value = Value.newBuilder();
        if (scalar instanceof Scalar.Bool bool) {
            value.setBoolValue(bool.value());
        } else if (scalar instanceof Scalar.Int number) {
            value.setInt64Value(number.value());
        } else if (scalar instanceof Scalar.Unsigned number) {
            value.setUint64Value(number.value());
        } else if (scalar instanceof Scalar.Floating number) {
            value.setDoubleValue(number.value());
        } else if (scalar instanceof Scalar.Text text) {
            value.setStringValue(text.value());
        } else if (scalar instanceof Scalar.Bytes bytes) {
            value.setBytesValue(bytes.value());
        } else if (scalar instanceof Scalar.Time time) {
            value.setTimestampValue(
                    Timestamp.newBuilder().setSeconds(time.seconds()).setNanos(time.nanos()));
        }
        return value.build();
    }

    static List<Scalar> readAll(List<Value> values, String position) {
        List<Scalar> scalars = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            scalars.add(read(values.get(i), position + "[" + i + "]"));
        }
        return scalars;
    }
}
