package io.recordstore.query;

import com.apple.foundationdb.record.metadata.Key;
import com.apple.foundationdb.record.metadata.expressions.KeyExpression;
import com.apple.foundationdb.record.metadata.expressions.VersionKeyExpression;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.RecordTypeSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * An order as an index could have it.
 *
 * @param key what the index holds
 * @param reverse whether it is read from its end
 */
record Order(KeyExpression key, boolean reverse) {
    private static final UnaryOperator<KeyExpression> DESCENDING =
            column -> Key.Expressions.function("order_desc_nulls_last", column);

    /**
     * The same order, in the ways in which an index may have it: with ascending columns alone, read forwards or
     * backwards; or with columns that descend where the order does, or where it does not.
     */
    static List<Order> ways(RecordTypeSchema type, List<SortKey> orderBy) {
        boolean first = orderBy.get(0).descending();
        boolean uniform = orderBy.stream().allMatch(key -> key.descending() == first);
        Set<Order> ways = new LinkedHashSet<>();
        if (uniform) {
            ways.add(new Order(columns(type, orderBy, key -> false), first));
        }
        ways.add(new Order(columns(type, orderBy, SortKey::descending), false));
        ways.add(new Order(columns(type, orderBy, key -> !key.descending()), true));
        return List.copyOf(ways);
    }

    private interface Descends {
        boolean test(SortKey key);
    }

    private static KeyExpression columns(RecordTypeSchema type, List<SortKey> orderBy, Descends descends) {
        List<KeyExpression> columns = new ArrayList<>();
        for (int i = 0; i < orderBy.size(); i++) {
            SortKey key = orderBy.get(i);
            if (key.isVersion()) {
                columns.add(VersionKeyExpression.VERSION);
                continue;
            }
            UnaryOperator<KeyExpression> direction = descends.test(key) ? DESCENDING : UnaryOperator.identity();
            SingleValues.of(type, key.path(), "query.order_by[" + i + "].path").stream()
                    .map(FieldPath::toKeyExpression)
                    .map(direction)
                    .forEach(columns::add);
        }
        return columns.size() == 1 ? columns.get(0) : Key.Expressions.concat(columns);
    }
}
