package io.recordstore.query;

import com.apple.foundationdb.record.EvaluationContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStoreBase;
import com.apple.foundationdb.record.query.expressions.Comparisons.SimpleComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.Type;
import com.apple.foundationdb.tuple.Tuple;

/**
 * A comparison of texts in the order in which indexes have them, by their code points. Checked on a record, the Record
 * Layer's own is in the order of UTF-16, which is another beyond the basic plane.
 */
final class TextOrder extends SimpleComparison {
    TextOrder(Type type, Object comparand) {
        super(type, comparand);
    }

    @Override
    public Boolean eval(FDBRecordStoreBase<?> store, EvaluationContext context, Object value) {
        if (value == null) {
            return null;
        }
        int order = Tuple.from(value).compareTo(Tuple.from(getComparand()));
        return switch (getType()) {
            case LESS_THAN -> order < 0;
            case LESS_THAN_OR_EQUALS -> order <= 0;
            case GREATER_THAN -> order > 0;
            case GREATER_THAN_OR_EQUALS -> order >= 0;
            default -> super.eval(store, context, value);
        };
    }
}
