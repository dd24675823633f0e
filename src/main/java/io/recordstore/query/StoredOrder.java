package io.recordstore.query;

import com.apple.foundationdb.record.EvaluationContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStoreBase;
import com.apple.foundationdb.record.query.ParameterRelationshipGraph;
import com.apple.foundationdb.record.query.expressions.Comparisons.Comparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.ParameterComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.Type;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Descriptors.FieldDescriptor;

/**
 * A comparison in the order in which indexes have the values, where the Record Layer checks a record in another one: text
 * by its code points and not by UTF-16, which is another beyond the basic plane; unsigned numbers, which are stored as
 * signed ones.
 */
final class StoredOrder extends ParameterComparison {
    private StoredOrder(Type type, String parameter, ParameterRelationshipGraph relationships) {
        super(type, parameter, null, relationships);
    }

    /** @param parameter the name of the value that the field is compared with */
    static ParameterComparison of(FieldDescriptor field, Type type, String parameter) {
        boolean isRange =
                switch (type) {
                    case LESS_THAN, LESS_THAN_OR_EQUALS, GREATER_THAN, GREATER_THAN_OR_EQUALS -> true;
                    default -> false;
                };
        boolean isOwn =
                switch (field.getType()) {
                    case STRING, UINT64, FIXED64, FIXED32 -> true;
                    default -> false;
                };
        return isRange && isOwn
                ? new StoredOrder(type, parameter, ParameterRelationshipGraph.unbound())
                : new ParameterComparison(type, parameter);
    }

    @Override
    public Comparison withParameterRelationshipMap(ParameterRelationshipGraph relationships) {
        return new StoredOrder(getType(), getParameter(), relationships);
    }

    @Override
    public Comparison withType(Type newType) {
        return new StoredOrder(newType, getParameter(), parameterRelationshipGraph);
    }

    @Override
    public Boolean eval(FDBRecordStoreBase<?> store, EvaluationContext context, Object value) {
        if (value == null) {
            return null;
        }
        int order = compare(value, getComparand(store, context));
        return switch (getType()) {
            case LESS_THAN -> order < 0;
            case LESS_THAN_OR_EQUALS -> order <= 0;
            case GREATER_THAN -> order > 0;
            default -> order >= 0;
        };
    }

    private static int compare(Object value, Object other) {
        if (value instanceof Long number) {
            return Long.compareUnsigned(number, (Long) other);
        }
        return value instanceof Integer number
                ? Integer.compareUnsigned(number, (Integer) other)
                : Tuple.from(value).compareTo(Tuple.from(other));
    }
}
