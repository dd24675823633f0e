package io.recordstore.query;

import com.apple.foundationdb.record.query.expressions.AndComponent;
import com.apple.foundationdb.record.query.expressions.OrComponent;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A filter as alternatives, each a list of conditions that all hold: its disjunctive normal form. Where that would have
 * too many, some {@code or}s are left within the alternatives, unmultiplied: see {@link QueryLimits}.
 */
final class Alternatives {
    private Alternatives() {}

    /** @return at least one alternative of at least one condition */
    static List<List<QueryComponent>> of(QueryComponent filter) {
        if (filter instanceof OrComponent or) {
            return ofOr(or);
        }
        if (filter instanceof AndComponent and) {
            return ofAnd(and);
        }
        return List.of(List.of(filter));
    }

    /** The conditions that all hold, also those of an {@code and} within the {@code and}. */
    static List<QueryComponent> conditions(AndComponent and) {
        return and.getChildren().stream()
                .flatMap(child -> child instanceof AndComponent inner ? conditions(inner).stream() : Stream.of(child))
                .toList();
    }

    private static List<List<QueryComponent>> ofOr(OrComponent or) {
        List<List<QueryComponent>> all = new ArrayList<>();
        for (QueryComponent child : or.getChildren()) {
            all.addAll(of(child));
        }
        return all.size() <= QueryLimits.MAX_ALTERNATIVES ? all : List.of(List.of(or));
    }

    private static List<List<QueryComponent>> ofAnd(AndComponent and) {
        List<List<QueryComponent>> product = List.of(List.of());
        for (QueryComponent child : and.getChildren()) {
            List<List<QueryComponent>> factors = of(child);
            boolean fits = (long) product.size() * factors.size() <= QueryLimits.MAX_MULTIPLIED;
            product = multiply(product, fits ? factors : List.of(List.of(child)));
        }
        return product;
    }

    private static List<List<QueryComponent>> multiply(
            List<List<QueryComponent>> left, List<List<QueryComponent>> right) {
        List<List<QueryComponent>> product = new ArrayList<>(left.size() * right.size());
        for (List<QueryComponent> first : left) {
            for (List<QueryComponent> second : right) {
                List<QueryComponent> both = new ArrayList<>(first);
                both.addAll(second);
                product.add(both);
            }
        }
        return product;
    }
}
