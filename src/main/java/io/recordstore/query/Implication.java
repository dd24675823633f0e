package io.recordstore.query;

import com.google.protobuf.Descriptors.Descriptor;
import io.recordstore.query.Filter.Operator;
import io.recordstore.record.ScalarTypes;
import io.recordstore.schema.CompiledCondition;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.IndexCondition;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whether every record that meets a condition of a query meets one of an index. Values are compared as the index does,
 * in the field's own type.
 */
final class Implication {
    private static final Set<Operator> BELOW = EnumSet.of(Operator.LESS_THAN, Operator.LESS_THAN_OR_EQUALS);
    private static final Set<Operator> ABOVE = EnumSet.of(Operator.GREATER_THAN, Operator.GREATER_THAN_OR_EQUALS);

    private Implication() {}

    /** @param asked of the record type */
    static boolean holds(Descriptor type, Filter.Field asked, CompiledCondition condition) {
        if (!isOnSameField(type, asked, condition.path())) {
            return false;
        }
        if (asked.comparison() instanceof Filter.IsNull isNull) {
            return condition.comparison() == IndexCondition.Comparison.IS_SET
                    && condition.value().equals(!isNull.isNull());
        }
        if (condition.comparison() == IndexCondition.Comparison.IS_SET) {
            return (Boolean) condition.value();
        }
        if (asked.comparison() instanceof Filter.In in) {
            return in.values().stream()
                    .allMatch(value -> condition.isMetBy(
                            ScalarTypes.convert(value, condition.path().last(), asked.position())));
        }
        return asked.comparison() instanceof Filter.Compare compare
                && holds(
                        compare.operator(),
                        ScalarTypes.convert(compare.value(), condition.path().last(), asked.position()),
                        condition);
    }

    /** Whether something is null can be asked of paths that lead to no value. */
    private static boolean isOnSameField(Descriptor type, Filter.Field asked, FieldPath path) {
        if (asked.path().equals(path.toString()) || (asked.path() + ".value").equals(path.toString())) {
            return true;
        }
        return !(asked.comparison() instanceof Filter.IsNull)
                && FieldPath.resolveAny(type, asked.path(), asked.position()).equals(path);
    }

    /** @param value what a record's value is compared with; a record's value is on one side of it */
    private static boolean holds(Operator asked, Object value, CompiledCondition condition) {
        int order = condition.compare(value);
        boolean isStrict = asked == Operator.LESS_THAN || asked == Operator.GREATER_THAN;
        return switch (condition.comparison()) {
            case EQUALS -> asked == Operator.EQUALS && order == 0;
            case NOT_EQUALS ->
                (asked == Operator.EQUALS && order != 0)
                        || (asked == Operator.NOT_EQUALS && order == 0)
                        || (BELOW.contains(asked) && (order < 0 || (order == 0 && isStrict)))
                        || (ABOVE.contains(asked) && (order > 0 || (order == 0 && isStrict)));
            case LESS_THAN ->
                (asked == Operator.EQUALS && order < 0)
                        || (BELOW.contains(asked) && (order < 0 || (order == 0 && isStrict)));
            case LESS_THAN_OR_EQUALS -> (asked == Operator.EQUALS || BELOW.contains(asked)) && order <= 0;
            case GREATER_THAN ->
                (asked == Operator.EQUALS && order > 0)
                        || (ABOVE.contains(asked) && (order > 0 || (order == 0 && isStrict)));
            case GREATER_THAN_OR_EQUALS -> (asked == Operator.EQUALS || ABOVE.contains(asked)) && order >= 0;
            case IS_SET -> true;
        };
    }

    /** Whether the two are the same: each record meets both, or neither. */
    static boolean isSame(Descriptor type, Filter.Field asked, CompiledCondition condition) {
        if (!holds(type, asked, condition)) {
            return false;
        }
        if (asked.comparison() instanceof Filter.Compare compare) {
            return compare.operator().name().equals(condition.comparison().name())
                    && condition.compare(ScalarTypes.convert(
                                    compare.value(), condition.path().last(), asked.position()))
                            == 0;
        }
        return asked.comparison() instanceof Filter.IsNull;
    }
}
