package io.recordstore.query;

import com.apple.foundationdb.record.query.expressions.NestedField;
import com.apple.foundationdb.record.query.expressions.OneOfThemWithComparison;
import com.apple.foundationdb.record.query.expressions.OneOfThemWithComponent;
import com.apple.foundationdb.record.query.expressions.OrComponent;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Conditions that all hold, prepared for the planner, which takes two conditions on elements of one repeated field for
 * conditions on the same element, or refuses them. It is shown one of them.
 */
final class ElementConditions {
    private ElementConditions() {}

    /**
     * Every way to show the planner one condition on each repeated field; the others, and what is left of {@code or}, are
     * checked afterwards.
     *
     * @return at least one way, and at most one for each condition
     */
    static List<List<QueryComponent>> ways(List<QueryComponent> conditions) {
        Set<List<QueryComponent>> ways = new LinkedHashSet<>();
        ways.add(preferring(Optional.empty(), conditions));
        for (QueryComponent condition : conditions) {
            if (repeatedField(condition).isPresent()) {
                ways.add(preferring(Optional.of(condition), conditions));
            }
        }
        return List.copyOf(ways);
    }

    private static List<QueryComponent> preferring(
            Optional<QueryComponent> preferred, List<QueryComponent> conditions) {
        Set<String> taken = new HashSet<>();
        preferred.flatMap(ElementConditions::repeatedField).ifPresent(taken::add);
        List<QueryComponent> prepared = new ArrayList<>();
        for (QueryComponent condition : conditions) {
            boolean isPreferred = preferred.isPresent() && preferred.get() == condition;
            boolean isOneTooMany =
                    repeatedField(condition).map(field -> !taken.add(field)).orElse(false);
            boolean isPlanned = isPreferred || !(isOneTooMany || condition instanceof OrComponent);
            prepared.add(isPlanned ? condition : new Unplanned(condition));
        }
        return prepared;
    }

    private static Optional<String> repeatedField(QueryComponent condition) {
        if (condition instanceof OneOfThemWithComparison any) {
            return Optional.of(any.getFieldName());
        }
        if (condition instanceof OneOfThemWithComponent any) {
            return Optional.of(any.getFieldName());
        }
        return condition instanceof NestedField nested
                ? repeatedField(nested.getChild()).map(inner -> nested.getFieldName() + "." + inner)
                : Optional.empty();
    }
}
