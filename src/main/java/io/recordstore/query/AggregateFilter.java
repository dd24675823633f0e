package io.recordstore.query;

import io.recordstore.record.Scalar;
import io.recordstore.schema.CompiledCondition;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.RecordTypeSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which of an aggregate index's records a filter selects. */
final class AggregateFilter {
    private AggregateFilter() {}

    /** The conditions that all hold; empty when the filter is more than conditions under one {@code and}. */
    static Optional<List<Filter.Field>> conditions(Optional<Filter> filter) {
        List<Filter.Field> conditions = new ArrayList<>();
        boolean isFlat = filter.isEmpty() || collect(filter.get(), conditions);
        return isFlat ? Optional.of(conditions) : Optional.empty();
    }

    private static boolean collect(Filter filter, List<Filter.Field> conditions) {
        if (filter instanceof Filter.And and) {
            return and.filters().stream().allMatch(child -> collect(child, conditions));
        }
        return filter instanceof Filter.Field field && conditions.add(field);
    }

    static boolean isEquality(List<Filter.Field> conditions) {
        return equalValues(conditions).isPresent();
    }

    /**
     * The values of the fields that conditions fix, besides those conditions that the index has itself; empty when the
     * index holds other records, or a condition is more than equality.
     */
    static Optional<Map<String, Scalar>> fixed(
            CompiledSchema schema, RecordTypeSchema type, IndexDefinition index, List<Filter.Field> conditions) {
        List<Filter.Field> rest = new ArrayList<>(conditions);
        for (CompiledCondition held : schema.conditions(index.name())) {
            if (!rest.removeIf(asked -> Implication.isSame(type.user(), asked, held))) {
                return Optional.empty();
            }
        }
        return equalValues(rest);
    }

    private static Optional<Map<String, Scalar>> equalValues(List<Filter.Field> conditions) {
        Map<String, Scalar> equal = new LinkedHashMap<>();
        for (Filter.Field field : conditions) {
            boolean isEquality = field.comparison() instanceof Filter.Compare compare
                    && compare.operator() == Filter.Operator.EQUALS
                    && equal.put(field.path(), compare.value()) == null;
            if (!isEquality) {
                return Optional.empty();
            }
        }
        return Optional.of(equal);
    }
}
