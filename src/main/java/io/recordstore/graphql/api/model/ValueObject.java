package io.recordstore.graphql.api.model;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.recordstore.record.Scalar;
import java.math.BigInteger;
import java.util.Base64;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.Type;

/** A value that a record has. */
@Type("Value")
@Description("A value: one of its fields is set. It has the form of ValueInput, and can be sent as one.")
public record ValueObject(
        @Description("Of a string field.") String string,
        @Name("int") @Description("Of any integer field, or an enum's number.") BigInteger integer,
        @Name("float") @Description("Of a float or double field.") Double floating,
        @Name("boolean") @Description("Of a bool field.") Boolean bool,
        @Description("Of a bytes field, in base64.") String bytes,
        @Description("Of a google.protobuf.Timestamp or Duration; a span of time as the time that long after 1970.")
                String timestamp) {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

    static ValueObject of(Scalar value) {
        if (value instanceof Scalar.Text text) {
            return new ValueObject(text.value(), null, null, null, null, null);
        } else if (value instanceof Scalar.Int number) {
            return ofInteger(BigInteger.valueOf(number.value()));
        } else if (value instanceof Scalar.Unsigned number) {
            BigInteger signed = BigInteger.valueOf(number.value());
            return ofInteger(signed.signum() < 0 ? signed.add(TWO_TO_64) : signed);
        } else if (value instanceof Scalar.Floating number) {
            return new ValueObject(null, null, number.value(), null, null, null);
        } else if (value instanceof Scalar.Bool bool) {
            return new ValueObject(null, null, null, bool.value(), null, null);
        } else if (value instanceof Scalar.Time time) {
            return new ValueObject(null, null, null, null, null, text(time));
        }
        byte[] bytes = ((Scalar.Bytes) value).value().toByteArray();
        return new ValueObject(null, null, null, null, Base64.getEncoder().encodeToString(bytes), null);
    }

    private static ValueObject ofInteger(BigInteger number) {
        return new ValueObject(null, number, null, null, null, null);
    }

    private static String text(Scalar.Time time) {
        return Timestamps.toString(Timestamp.newBuilder()
                .setSeconds(time.seconds())
                .setNanos(time.nanos())
                .build());
    }
}
