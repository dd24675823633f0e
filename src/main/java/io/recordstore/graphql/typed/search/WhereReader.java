package io.recordstore.graphql.typed.search;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.typed.scalar.ValueType;
import io.recordstore.query.Filter;
import io.recordstore.query.QueryLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Filters from input objects. What the paths lead to and whether an index serves it, the query says. */
public final class WhereReader {
    private static final String WHERE = "where";

    private final WhereNode root;

    WhereReader(WhereNode root) {
        this.root = root;
    }

    /**
     * @param where null for none
     * @return empty where nothing is asked for
     * @throws InvalidRequest when a condition asks for nothing
     */
    public Optional<Filter> read(Map<String, Object> where) {
        return where == null || where.isEmpty() ? Optional.empty() : Optional.of(joined(root, where, WHERE, 1));
    }

    private static Filter joined(WhereNode node, Map<String, Object> where, String position, int depth) {
        if (depth > QueryLimits.MAX_DEPTH) {
            throw new InvalidRequest(WHERE, "it is nested deeper than " + QueryLimits.MAX_DEPTH);
        }
        List<Filter> conditions = new ArrayList<>();
        where.forEach((name, value) -> {
            String at = position + "." + name;
            if (node.logic() == null) {
                conditions.addAll(field(node.children().get(name), "", value, at, depth));
            } else if (name.equals(node.logic().not())) {
                conditions.add(new Filter.Not(joined(node, object(value, at), at, depth + 1)));
            } else if (name.equals(node.logic().and())) {
                conditions.add(new Filter.And(joinedAll(node, value, at, depth)));
            } else if (name.equals(node.logic().or())) {
                conditions.add(new Filter.Or(joinedAll(node, value, at, depth)));
            } else {
                conditions.addAll(field(node.children().get(name), "", value, at, depth));
            }
        });
        return all(conditions, position);
    }

    private static List<Filter> joinedAll(WhereNode node, Object value, String position, int depth) {
        List<?> list = (List<?>) given(value, position);
        if (list.isEmpty()) {
            throw new InvalidRequest(position, "it needs at least one condition");
        }
        List<Filter> filters = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String at = position + "[" + i + "]";
            filters.add(joined(node, object(list.get(i), at), at, depth + 1));
        }
        return filters;
    }

    private static Filter all(List<Filter> conditions, String position) {
        if (conditions.isEmpty()) {
            throw new InvalidRequest(position, "it has no condition: give one, or leave it out");
        }
        return conditions.size() == 1 ? conditions.get(0) : new Filter.And(conditions);
    }

    /** @param prefix the path of the message that has the field, up to the element that it is of */
    private static List<Filter> field(WhereNode node, String prefix, Object value, String position, int depth) {
        String path = prefix + node.step();
        Map<String, Object> given = object(value, position);
        if (node.isRepeated()) {
            String at = position + "." + WhereTypes.ANY;
            Map<String, Object> element = object(given.get(WhereTypes.ANY), at);
            return List.of(
                    node.isValue() ? ofElement(node, path, element, at) : element(node, path, element, at, depth));
        }
        if (node.isValue()) {
            return comparisons(node, path, given, position);
        }
        List<Filter> conditions = new ArrayList<>();
        given.forEach((name, inner) ->
                conditions.addAll(field(node.children().get(name), path + ".", inner, position + "." + name, depth)));
        return List.of(all(conditions, position));
    }

    private static Filter element(
            WhereNode node, String path, Map<String, Object> element, String position, int depth) {
        return new Filter.Element(path, Filter.Quantifier.ANY, joined(node, element, position, depth + 1), position);
    }

    /** Of two comparisons, different elements could meet each, which nobody would mean by writing them together. */
    private static Filter ofElement(WhereNode node, String path, Map<String, Object> element, String position) {
        List<Filter> comparisons = comparisons(node, path, element, position);
        if (comparisons.size() > 1) {
            throw new InvalidRequest(
                    position,
                    "an element of '" + path + "' is compared once: join comparisons that different elements may meet"
                            + " with and");
        }
        return comparisons.get(0);
    }

    private static List<Filter> comparisons(WhereNode node, String path, Map<String, Object> given, String position) {
        List<Filter> conditions = new ArrayList<>();
        for (FilterOperator operator : node.operators()) {
            boolean isOnWords = FilterOperator.WORDS.contains(operator);
            String at = position + (isOnWords ? "." + FilterTypes.TEXT : "") + "." + operator.argument();
            Map<String, Object> from = isOnWords ? text(given, position) : given;
            if (from.containsKey(operator.argument())) {
                Object value = given(from.get(operator.argument()), at);
                conditions.add(new Filter.Field(
                        path, Filter.Quantifier.ANY, comparison(operator, node.values(), value, at), position));
            }
        }
        all(conditions, position);
        return conditions;
    }

    private static Map<String, Object> text(Map<String, Object> given, String position) {
        return given.containsKey(FilterTypes.TEXT)
                ? object(given.get(FilterTypes.TEXT), position + "." + FilterTypes.TEXT)
                : Map.of();
    }

    private static Filter.Comparison comparison(
            FilterOperator operator, ValueType values, Object value, String position) {
        return switch (operator) {
            case IS_NULL -> new Filter.IsNull((Boolean) value);
            case IN ->
                new Filter.In(((List<?>) value)
                        .stream().map(each -> values.toScalar(each, position)).toList());
            case ANY_WORD, ALL_WORDS, PHRASE, WORD_PREFIX -> new Filter.Words(operator.wordMatch(), (String) value);
            default -> new Filter.Compare(operator.operator(), values.toScalar(value, position));
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value, String position) {
        return (Map<String, Object>) given(value, position);
    }

    /** A null that somebody meant as a value must not select everything. */
    private static Object given(Object value, String position) {
        if (value == null) {
            throw new InvalidRequest(
                    position, "it is null: leave it out, or ask for what is not set with isNull, where it can be");
        }
        return value;
    }
}
