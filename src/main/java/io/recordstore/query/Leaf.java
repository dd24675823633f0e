package io.recordstore.query;

import com.apple.foundationdb.record.query.expressions.AndComponent;
import com.apple.foundationdb.record.query.expressions.Comparisons.Comparison;
import com.apple.foundationdb.record.query.expressions.Field.OneOfThemEmptyMode;
import com.apple.foundationdb.record.query.expressions.FieldWithComparison;
import com.apple.foundationdb.record.query.expressions.NestedField;
import com.apple.foundationdb.record.query.expressions.OneOfThemWithComparison;
import com.apple.foundationdb.record.query.expressions.OneOfThemWithComponent;
import com.apple.foundationdb.record.query.expressions.Query;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;

/** A condition on the field at the end of a path, to be nested in the fields on the way to it. */
sealed interface Leaf {

    /** On a scalar. */
    record OnScalar(Comparison comparison) implements Leaf {}

    /** On a message; its fields are those of the message. */
    record OnMessage(QueryComponent component) implements Leaf {}

    /** On the field itself, as a whole. */
    record OnField(QueryComponent component) implements Leaf {}

    /** The condition on a record: where the path goes through repeated fields, on at least one value. */
    default QueryComponent any(List<FieldDescriptor> path) {
        boolean isOfOneMessage = path.stream().noneMatch(FieldDescriptor::isRepeated);
        if (isOfOneMessage && this instanceof OnMessage message && message.component() instanceof AndComponent and) {
            // Side by side, as the columns of an index are.
            return Query.and(and.getChildren().stream()
                    .map(child -> new OnMessage(child).any(path))
                    .toList());
        }
        FieldDescriptor field = path.get(0);
        if (path.size() > 1) {
            return within(field, any(path.subList(1, path.size())));
        }
        if (this instanceof OnField whole) {
            return whole.component();
        }
        if (this instanceof OnMessage message) {
            return within(field, message.component());
        }
        Comparison comparison = ((OnScalar) this).comparison();
        return field.isRepeated()
                ? new OneOfThemWithComparison(field.getName(), OneOfThemEmptyMode.EMPTY_NO_MATCHES, comparison)
                : new FieldWithComparison(field.getName(), comparison);
    }

    /** The condition on a record: where the path goes through repeated fields, on every value. */
    default QueryComponent every(List<FieldDescriptor> path) {
        FieldDescriptor field = path.get(0);
        if (path.size() > 1) {
            return withinEvery(field, every(path.subList(1, path.size())));
        }
        if (this instanceof OnField whole) {
            return whole.component();
        }
        if (this instanceof OnMessage message) {
            return withinEvery(field, message.component());
        }
        Comparison comparison = ((OnScalar) this).comparison();
        return field.isRepeated()
                ? EveryElement.scalar(field.getName(), comparison)
                : new FieldWithComparison(field.getName(), comparison);
    }

    private static QueryComponent within(FieldDescriptor field, QueryComponent inner) {
        return field.isRepeated()
                ? new OneOfThemWithComponent(field.getName(), OneOfThemEmptyMode.EMPTY_NO_MATCHES, inner)
                : new NestedField(field.getName(), inner);
    }

    private static QueryComponent withinEvery(FieldDescriptor field, QueryComponent inner) {
        return field.isRepeated()
                ? EveryElement.message(field.getName(), inner)
                : new NestedField(field.getName(), inner);
    }
}
