package io.recordstore.query;

import io.recordstore.schema.CompiledCondition;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The indexes that a query may read. One that holds only some of the records serves a query that asks for no others: each
 * of the index's conditions follows from one that the filter has under no {@code or} and no {@code not}.
 */
final class UsableIndexes {
    private final List<Filter.Field> required = new ArrayList<>();
    private final Set<String> longLists = new HashSet<>();
    private final CompiledSchema schema;
    private final RecordTypeSchema type;
    private final boolean sorted;

    private UsableIndexes(CompiledSchema schema, RecordTypeSchema type, QuerySpec query, boolean sorted) {
        this.schema = schema;
        this.type = type;
        this.sorted = sorted;
        query.filter().ifPresent(this::collect);
        query.filter().ifPresent(this::collectLongLists);
    }

    /** @param sorted whether the query has an order, which an index of words has not */
    static Set<String> names(OpenRecordSpace space, RecordTypeSchema type, QuerySpec query, boolean sorted) {
        UsableIndexes usable = new UsableIndexes(space.schema(), type, query, sorted);
        return space.schema().indexes().values().stream()
                .filter(index -> index.recordType().equals(type.user().getFullName()))
                .filter(usable::serves)
                .map(IndexDefinition::name)
                .collect(Collectors.toSet());
    }

    private void collect(Filter filter) {
        if (filter instanceof Filter.And and) {
            and.filters().forEach(this::collect);
        } else if (filter instanceof Filter.Field field) {
            required.add(field);
        }
    }

    /** The last steps of paths that are compared with more values than each can be an alternative. */
    private void collectLongLists(Filter filter) {
        if (filter instanceof Filter.And and) {
            and.filters().forEach(this::collectLongLists);
        } else if (filter instanceof Filter.Or or) {
            or.filters().forEach(this::collectLongLists);
        } else if (filter instanceof Filter.Not not) {
            collectLongLists(not.filter());
        } else if (filter instanceof Filter.Element element) {
            collectLongLists(element.filter());
        } else if (filter instanceof Filter.Field field
                && field.comparison() instanceof Filter.In in
                && in.values().size() > QueryLimits.MAX_MULTIPLIED) {
            longLists.add(field.path().substring(field.path().lastIndexOf('.') + 1));
        }
    }

    private boolean takesLists(IndexDefinition index) {
        return longLists.isEmpty()
                || DescendingFields.of(type, index).stream().noneMatch(field -> longLists.contains(field.getName()));
    }

    private boolean serves(IndexDefinition index) {
        boolean findsRecords =
                switch (index.kind()) {
                    case VALUE, VERSION, RANK -> true;
                    case TEXT -> !sorted;
                    default -> false;
                };
        return findsRecords
                && takesLists(index)
                && schema.conditions(index.name()).stream().allMatch(this::isRequired);
    }

    private boolean isRequired(CompiledCondition condition) {
        return required.stream().anyMatch(field -> Implication.holds(type.user(), field, condition));
    }
}
