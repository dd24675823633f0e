package io.recordstore.graphql.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.api.model.ValueInput;
import io.recordstore.record.Scalar;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Scalars from input objects. */
final class Values {
    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger MIN_SIGNED = BigInteger.valueOf(Long.MIN_VALUE);

    private Values() {}

    /** @param position the value's place in the request, for the error */
    static Scalar read(ValueInput value, String position) {
        requireOne(
                position,
                Stream.of(
                        value.string(),
                        value.integer(),
                        value.floating(),
                        value.bool(),
                        value.bytes(),
                        value.timestamp(),
                        value.duration()));
        if (value.string() != null) {
            return new Scalar.Text(value.string());
        } else if (value.integer() != null) {
            return integer(value.integer(), position + ".int");
        } else if (value.floating() != null) {
            return new Scalar.Floating(value.floating());
        } else if (value.bool() != null) {
            return new Scalar.Bool(value.bool());
        } else if (value.bytes() != null) {
            return new Scalar.Bytes(bytes(value.bytes(), position + ".bytes"));
        }
        return value.timestamp() != null
                ? timestamp(value.timestamp(), position + ".timestamp")
                : duration(value.duration(), position + ".duration");
    }

    static List<Scalar> readAll(List<ValueInput> values, String position) {
        List<Scalar> scalars = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            scalars.add(read(values.get(i), position + "[" + i + "]"));
        }
        return scalars;
    }

    /** @throws InvalidRequest when not exactly one of the alternatives is there */
    static void requireOne(String position, Stream<?> alternatives) {
        if (alternatives.filter(Objects::nonNull).limit(2).count() != 1) {
            throw new InvalidRequest(position, "it needs exactly one of its fields");
        }
    }

    /** @throws InvalidRequest when the text is not base64 */
    static ByteString bytes(String base64, String position) {
        try {
            return ByteString.copyFrom(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            throw new InvalidRequest(position, "it is not base64");
        }
    }

    private static Scalar integer(BigInteger number, String position) {
        if (number.compareTo(MIN_SIGNED) < 0 || number.compareTo(MAX_UNSIGNED) > 0) {
            throw new InvalidRequest(position, "it is past what an integer field holds");
        }
        return number.bitLength() < Long.SIZE
                ? new Scalar.Int(number.longValueExact())
                : new Scalar.Unsigned(number.longValue());
    }

    private static Scalar timestamp(String text, String position) {
        try {
            Timestamp time = Timestamps.parse(text);
            return new Scalar.Time(time.getSeconds(), time.getNanos());
        } catch (ParseException | IllegalArgumentException notTime) {
            throw new InvalidRequest(position, "it is to be like 2026-11-23T10:15:30.5Z");
        }
    }

    private static Scalar duration(String text, String position) {
        try {
            Duration span = Durations.parse(text);
            return new Scalar.Time(span.getSeconds(), span.getNanos());
        } catch (ParseException | IllegalArgumentException notDuration) {
            throw new InvalidRequest(position, "it is to be like 1.5s");
        }
    }
}
