package io.recordstore.query;

import io.recordstore.record.Scalar;
import io.recordstore.schema.IndexCondition;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The indexes that a query may read. One that holds only some of the records serves a query that asks for the same:
 * whose filter has, under no {@code or} and no {@code not}, each of the index's conditions.
 */
final class UsableIndexes {
    private final List<Filter.Field> required = new ArrayList<>();
    private final boolean sorted;

    private UsableIndexes(QuerySpec query, boolean sorted) {
        this.sorted = sorted;
        query.filter().ifPresent(this::collect);
    }

    /** @param sorted whether the query has an order, which an index of words has not */
    static Set<String> names(OpenRecordSpace space, RecordTypeSchema type, QuerySpec query, boolean sorted) {
        UsableIndexes usable = new UsableIndexes(query, sorted);
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

    private boolean serves(IndexDefinition index) {
        boolean findsRecords =
                switch (index.kind()) {
                    case VALUE, VERSION, RANK -> true;
                    case TEXT -> !sorted;
                    default -> false;
                };
        return findsRecords && index.where().stream().allMatch(this::isRequired);
    }

    private boolean isRequired(IndexCondition condition) {
        return required.stream()
                .filter(field -> field.path().equals(condition.path()))
                .anyMatch(field -> implies(field.comparison(), condition));
    }

    private static boolean implies(Filter.Comparison comparison, IndexCondition condition) {
        if (condition.comparison() == IndexCondition.Comparison.IS_SET) {
            boolean isSet = Boolean.parseBoolean(condition.value());
            return comparison instanceof Filter.IsNull isNull ? isNull.isNull() != isSet : isSet;
        }
        return comparison instanceof Filter.Compare compare
                && compare.operator().name().equals(condition.comparison().name())
                && isSame(compare.value(), condition.value());
    }

    private static boolean isSame(Scalar value, String text) {
        if (value instanceof Scalar.Text string) {
            return string.value().equals(text);
        } else if (value instanceof Scalar.Bool bool) {
            return Boolean.toString(bool.value()).equals(text);
        } else if (value instanceof Scalar.Int number) {
            return isSameNumber(BigDecimal.valueOf(number.value()), text);
        } else if (value instanceof Scalar.Floating number) {
            return Double.isFinite(number.value()) && isSameNumber(BigDecimal.valueOf(number.value()), text);
        } else if (value instanceof Scalar.Bytes bytes) {
            return Base64.getEncoder()
                    .encodeToString(bytes.value().toByteArray())
                    .equals(text);
        }
        return false;
    }

    private static boolean isSameNumber(BigDecimal number, String text) {
        try {
            return number.compareTo(new BigDecimal(text)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
