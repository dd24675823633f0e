package io.recordstore.grpc;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Value;
import java.util.Base64;
import java.util.List;

/** Values of keys as JSON: an integer past what a JSON number holds is a string, and so are bytes, in base64. */
final class TupleValues {
    private static final long MAX_SAFE_INTEGER = 1L << 53;

    private TupleValues() {}

    static ListValue write(List<?> values) {
        ListValue.Builder list = ListValue.newBuilder();
        values.forEach(value -> list.addValues(value(value)));
        return list.build();
    }

    private static Value value(Object value) {
        Value.Builder message = Value.newBuilder();
        if (value == null) {
            return message.setNullValue(NullValue.NULL_VALUE).build();
        } else if (value instanceof Boolean bool) {
            return message.setBoolValue(bool).build();
        } else if (value instanceof Long number && Math.abs(number) > MAX_SAFE_INTEGER) {
            return message.setStringValue(number.toString()).build();
        } else if (value instanceof Number number) {
            return message.setNumberValue(number.doubleValue()).build();
        } else if (value instanceof byte[] bytes) {
            return message.setStringValue(Base64.getEncoder().encodeToString(bytes))
                    .build();
        } else if (value instanceof List<?> list) {
            return message.setListValue(write(list)).build();
        }
        return message.setStringValue(value.toString()).build();
    }
}
