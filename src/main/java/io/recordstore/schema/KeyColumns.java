package io.recordstore.schema;

import com.apple.foundationdb.record.metadata.Key;
import com.apple.foundationdb.record.metadata.expressions.FieldKeyExpression;
import com.apple.foundationdb.record.metadata.expressions.KeyExpression;
import com.apple.foundationdb.record.metadata.expressions.KeyExpression.FanType;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.schema.IndexColumn.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Columns as the Record Layer's key expressions. Neighbours that go through the same repeated field are nested in it
 * together, so that they are of the same element; any other column is nested by itself.
 */
final class KeyColumns {
    private KeyColumns() {}

    /**
     * A column with its path.
     *
     * @param fields what is left of the path at the message that is looked at
     */
    private record Column(List<FieldDescriptor> fields, boolean repeated, IndexColumn definition) {
        FieldDescriptor first() {
            return fields.get(0);
        }

        Column inner() {
            List<FieldDescriptor> rest = fields.subList(1, fields.size());
            return new Column(rest, rest.stream().anyMatch(FieldDescriptor::isRepeated), definition);
        }
    }

    /** One column by itself. */
    static KeyExpression expression(FieldPath path, IndexColumn column) {
        return concat(expressions(List.of(path), List.of(column)));
    }

    /** @return at least one expression, with together as many columns as the paths have */
    static List<KeyExpression> expressions(List<FieldPath> paths, List<IndexColumn> definitions) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            for (FieldPath path : paths.get(i).columns()) {
                columns.add(new Column(path.fields(), path.isRepeated(), definitions.get(i)));
            }
        }
        return expressions(columns);
    }

    /** How many columns the keys have. */
    static int count(List<FieldPath> paths) {
        return paths.stream().mapToInt(path -> path.columns().size()).sum();
    }

    static KeyExpression concat(List<KeyExpression> expressions) {
        return expressions.size() == 1 ? expressions.get(0) : Key.Expressions.concat(expressions);
    }

    private static List<KeyExpression> expressions(List<Column> columns) {
        List<KeyExpression> expressions = new ArrayList<>();
        for (int begin = 0; begin < columns.size(); ) {
            int end = begin + 1;
            while (end < columns.size() && areOfOneElement(columns.get(begin), columns.get(end))) {
                end++;
            }
            expressions.add(expression(columns.subList(begin, end)));
            begin = end;
        }
        return expressions;
    }

    /** Whether the way to both goes through the same repeated message. */
    private static boolean areOfOneElement(Column a, Column b) {
        for (int i = 0; i < Math.min(a.fields().size(), b.fields().size()) - 1; i++) {
            if (!a.fields().get(i).equals(b.fields().get(i))) {
                return false;
            }
            if (a.fields().get(i).isRepeated()) {
                return true;
            }
        }
        return false;
    }

    private static KeyExpression expression(List<Column> together) {
        Column column = together.get(0);
        if (column.fields().size() == 1) {
            return leaf(column);
        }
        KeyExpression inner =
                concat(expressions(together.stream().map(Column::inner).toList()));
        return field(column.first(), FanType.FanOut).nest(inner);
    }

    private static KeyExpression leaf(Column column) {
        FanType fanType =
                column.definition().fanType() == IndexColumn.FanType.CONCATENATE ? FanType.Concatenate : FanType.FanOut;
        return ordered(column.definition().order()).apply(field(column.first(), fanType));
    }

    private static FieldKeyExpression field(FieldDescriptor field, FanType repeated) {
        return Key.Expressions.field(field.getName(), field.isRepeated() ? repeated : FanType.None);
    }

    private static Function<KeyExpression, KeyExpression> ordered(Order order) {
        return switch (order) {
            case ASCENDING -> field -> field;
            case DESCENDING -> field -> Key.Expressions.function("order_desc_nulls_last", field);
            case ASCENDING_NULLS_LAST -> field -> Key.Expressions.function("order_asc_nulls_last", field);
            case DESCENDING_NULLS_FIRST -> field -> Key.Expressions.function("order_desc_nulls_first", field);
        };
    }
}
