package io.recordstore.query;

import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.record.Scalar;
import io.recordstore.schema.FieldPath;
import java.util.Optional;

/** The values of fields from keys: of indexes, and primary ones. */
public final class KeyValues {
    private KeyValues() {}

    /**
     * @param column where the field's first column is
     * @return empty where the field is not set
     */
    public static Optional<Scalar> scalar(Tuple key, int column, FieldPath path) {
        Object element = key.get(column);
        if (element == null) {
            return Optional.empty();
        }
        if (path.isTime()) {
            return Optional.of(new Scalar.Time(key.getLong(column), (int) key.getLong(column + 1)));
        }
        return Optional.of(scalar(element, path.last()));
    }

    private static Scalar scalar(Object element, FieldDescriptor field) {
        if (field.getType() == FieldDescriptor.Type.ENUM) {
            int number = ((Number) element).intValue();
            EnumValueDescriptor value = field.getEnumType().findValueByNumber(number);
            return value == null ? new Scalar.Int(number) : new Scalar.Text(value.getName());
        }
        if (element instanceof Boolean bool) {
            return new Scalar.Bool(bool);
        } else if (element instanceof Float || element instanceof Double) {
            return new Scalar.Floating(((Number) element).doubleValue());
        } else if (element instanceof Number number) {
            return new Scalar.Int(number.longValue());
        } else if (element instanceof String text) {
            return new Scalar.Text(text);
        }
        return new Scalar.Bytes(ByteString.copyFrom((byte[]) element));
    }
}
