package io.recordstore.query;

import com.apple.foundationdb.record.query.expressions.AndComponent;
import com.apple.foundationdb.record.query.expressions.Comparisons.Comparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.ListComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.SimpleComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.Type;
import com.apple.foundationdb.record.query.expressions.ComponentWithComparison;
import com.apple.foundationdb.record.query.expressions.NestedField;
import com.apple.foundationdb.record.query.expressions.OrComponent;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import java.util.List;

/**
 * {@code in} as alternatives, one for each value. In an order the Record Layer merges what alternatives find, and cannot
 * merge what it finds value by value.
 */
final class ListedValues {
    private ListedValues() {}

    /** @return the filter as it is when it has no alternatives of its own: then nothing is merged */
    static QueryComponent asAlternatives(QueryComponent filter) {
        return Alternatives.of(filter).size() == 1 ? filter : expand(filter);
    }

    private static QueryComponent expand(QueryComponent component) {
        if (component instanceof AndComponent and) {
            return FilterTranslator.and(expandAll(and.getChildren()));
        }
        if (component instanceof OrComponent or) {
            return FilterTranslator.or(expandAll(or.getChildren()));
        }
        if (component instanceof NestedField nested) {
            return within(nested, expand(nested.getChild()));
        }
        return component instanceof ComponentWithComparison compared ? eachValue(compared) : component;
    }

    private static List<QueryComponent> expandAll(List<QueryComponent> components) {
        return components.stream().map(ListedValues::expand).toList();
    }

    private static QueryComponent within(NestedField nested, QueryComponent inner) {
        return inner instanceof OrComponent or
                ? FilterTranslator.or(or.getChildren().stream()
                        .<QueryComponent>map(child -> new NestedField(nested.getFieldName(), child))
                        .toList())
                : nested;
    }

    private static QueryComponent eachValue(ComponentWithComparison compared) {
        Comparison comparison = compared.getComparison();
        if (comparison.getType() != Type.IN || !(comparison instanceof ListComparison list)) {
            return compared;
        }
        return FilterTranslator.or(((List<?>) list.getComparand())
                .stream()
                        .map(value -> compared.withOtherComparison(new SimpleComparison(Type.EQUALS, value)))
                        .toList());
    }
}
