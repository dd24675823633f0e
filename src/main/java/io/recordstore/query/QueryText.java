package io.recordstore.query;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Queries and plans in words, without a value in them: {@code ?} stands for each. */
final class QueryText {
    private static final String VALUE = "?";

    private QueryText() {}

    static String of(QuerySpec query) {
        StringBuilder text = new StringBuilder(query.distinct() ? "distinct " : "").append(query.recordType());
        query.filter().ifPresent(filter -> text.append(" where ").append(of(filter)));
        if (!query.orderBy().isEmpty()) {
            text.append(" order by ").append(order(query.orderBy()));
        }
        if (query.limit() > 0) {
            text.append(" limit ").append(query.limit());
        }
        return text.append(query.allowScan() ? " allow scan" : "").toString();
    }

    private static String order(List<SortKey> keys) {
        return keys.stream()
                .map(key -> (key.descending() ? "-" : "") + (key.isVersion() ? "version" : key.path()))
                .collect(Collectors.joining(", "));
    }

    private static String of(Filter filter) {
        if (filter instanceof Filter.And and) {
            return join(and.filters(), " and ");
        } else if (filter instanceof Filter.Or or) {
            return join(or.filters(), " or ");
        } else if (filter instanceof Filter.Not not) {
            return "not " + of(not.filter());
        } else if (filter instanceof Filter.Element element) {
            return words(element.quantifier()) + " " + element.path() + " " + of(element.filter());
        }
        Filter.Field field = (Filter.Field) filter;
        return field.path() + " " + of(field.comparison());
    }

    private static String join(List<Filter> filters, String word) {
        return filters.stream().map(QueryText::of).collect(Collectors.joining(word, "(", ")"));
    }

    private static String of(Filter.Comparison comparison) {
        if (comparison instanceof Filter.Compare compare) {
            return words(compare.operator()) + " " + VALUE;
        } else if (comparison instanceof Filter.In in) {
            return "in " + in.values().size() + " values";
        } else if (comparison instanceof Filter.IsNull isNull) {
            return isNull.isNull() ? "is null" : "is not null";
        }
        return "has words " + words(((Filter.Words) comparison).match()) + " " + VALUE;
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** What its steps do and which indexes they read; the ranges and conditions have values in them. */
    static String of(Plan plan) {
        return PlanNode.of(plan).map(QueryText::of).orElse("none");
    }

    private static String of(PlanNode node) {
        String step = node.index().isEmpty() ? node.operation() : node.operation() + " of " + node.index();
        return node.children().isEmpty()
                ? step
                : step + node.children().stream().map(QueryText::of).collect(Collectors.joining(", ", "(", ")"));
    }
}
