package io.recordstore.record;

import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.schema.RecordTypeSchema;
import java.util.List;

/** Primary keys as the store has them. The type's number comes first: see {@code SchemaCompiler}. */
public final class PrimaryKeys {
    private PrimaryKeys() {}

    static Tuple of(RecordTypeSchema type, Message record) {
        Tuple key = Tuple.from((long) type.unionNumber());
        for (int i = 0; i < type.primaryKey().size(); i++) {
            key = key.addObject(ScalarTypes.tupleElement(
                    type.primaryKey().get(i).read(record).orElseThrow()));
        }
        return key;
    }

    /**
     * @param requestField where the request has the values
     * @throws InvalidRequest when there are too few or too many, or one is of another type
     */
    public static Tuple of(RecordTypeSchema type, List<Scalar> values, String requestField) {
        if (values.size() != type.primaryKey().size()) {
            throw new InvalidRequest(
                    requestField,
                    "the primary key of " + type.name() + " has "
                            + type.primaryKey().size() + " values, " + type.primaryKey() + ", and the request has "
                            + values.size());
        }
        return prefix(type, values, requestField);
    }

    /**
     * What the primary keys begin with that begin with some values.
     *
     * @param requestField where the request has the values
     * @throws InvalidRequest when there are too many, or one is of another type
     */
    public static Tuple prefix(RecordTypeSchema type, List<Scalar> values, String requestField) {
        if (values.size() > type.primaryKey().size()) {
            throw new InvalidRequest(
                    requestField,
                    "the primary key of " + type.name() + " has no more than "
                            + type.primaryKey().size() + " values");
        }
        Tuple key = Tuple.from((long) type.unionNumber());
        for (int i = 0; i < values.size(); i++) {
            Object value =
                    ScalarTypes.convert(values.get(i), type.primaryKey().get(i).last(), requestField + "[" + i + "]");
            key = key.addObject(ScalarTypes.tupleElement(value));
        }
        return key;
    }
}
