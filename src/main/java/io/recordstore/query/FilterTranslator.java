package io.recordstore.query;

import com.apple.foundationdb.record.query.expressions.AndComponent;
import com.apple.foundationdb.record.query.expressions.Comparisons.NullComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.Type;
import com.apple.foundationdb.record.query.expressions.ComponentWithComparison;
import com.apple.foundationdb.record.query.expressions.ComponentWithSingleChild;
import com.apple.foundationdb.record.query.expressions.EmptyComparison;
import com.apple.foundationdb.record.query.expressions.FieldWithComparison;
import com.apple.foundationdb.record.query.expressions.Query;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.query.Filter.Quantifier;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.SensitiveFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Filters as the Record Layer's query components. Negations are carried inwards, so that {@code not} becomes ranges that
 * an index can serve; alternatives are carried outwards, so that each can be found by an index of its own.
 */
final class FilterTranslator {
    private final SensitiveFields sensitive;
    private final Parameters parameters;
    private final boolean bindsLists;
    private final DescendingFields descending;
    private int conditions;
    private int elements;

    /**
     * @param sensitive the fields that are compared by their hashes
     * @param parameters take the filter's values
     * @param bindsLists whether {@code in} is planned without its values
     * @param descending of the record type
     */
    FilterTranslator(
            SensitiveFields sensitive, Parameters parameters, boolean bindsLists, DescendingFields descending) {
        this.sensitive = sensitive;
        this.parameters = parameters;
        this.bindsLists = bindsLists;
        this.descending = descending;
    }

    /** @throws InvalidRequest when a path leads nowhere, a value is of another type, or the filter is too large */
    QueryComponent translate(Descriptor type, Filter filter) {
        return translate(type, filter, false, 1);
    }

    private QueryComponent translate(Descriptor type, Filter filter, boolean negated, int depth) {
        if (depth > QueryLimits.MAX_DEPTH) {
            throw new InvalidRequest("query.filter", "it is nested deeper than " + QueryLimits.MAX_DEPTH);
        }
        if (filter instanceof Filter.Not not) {
            return translate(type, not.filter(), !negated, depth + 1);
        }
        if (filter instanceof Filter.And and) {
            List<QueryComponent> all = translateAll(type, and.filters(), negated, depth);
            return negated ? or(all) : and(all);
        }
        if (filter instanceof Filter.Or or) {
            List<QueryComponent> all = translateAll(type, or.filters(), negated, depth);
            return negated ? and(all) : or(all);
        }
        if (filter instanceof Filter.Element element) {
            return element(type, element, negated, depth);
        }
        return field(type, (Filter.Field) filter, negated);
    }

    private List<QueryComponent> translateAll(Descriptor type, List<Filter> filters, boolean negated, int depth) {
        return filters.stream()
                .map(filter -> translate(type, filter, negated, depth + 1))
                .toList();
    }

    private QueryComponent element(Descriptor type, Filter.Element element, boolean negated, int depth) {
        List<FieldDescriptor> path = PathSteps.resolve(type, element.path(), element.position() + ".path");
        FieldDescriptor last = path.get(path.size() - 1);
        if (last.getJavaType() != FieldDescriptor.JavaType.MESSAGE || !last.isRepeated()) {
            throw new InvalidRequest(
                    element.position() + ".path",
                    "'" + element.path() + "' is not a repeated field of messages, nor a map");
        }
        elements++;
        QueryComponent condition = translate(last.getMessageType(), element.filter(), false, depth + 1);
        elements--;
        if (element.quantifier() == Quantifier.ALL) {
            return negatedIf(negated, new Leaf.OnMessage(condition).every(path));
        }
        List<QueryComponent> alternatives = Alternatives.of(condition).stream()
                .map(conjunction -> new Leaf.OnMessage(and(conjunction)).any(path))
                .toList();
        return negatedIf(negated, or(alternatives));
    }

    private QueryComponent field(Descriptor type, Filter.Field filter, boolean negated) {
        if (++conditions > QueryLimits.MAX_CONDITIONS) {
            throw new InvalidRequest("query.filter", "it has more than " + QueryLimits.MAX_CONDITIONS + " conditions");
        }
        if (filter.comparison() instanceof Filter.IsNull isNull) {
            return nullness(type, filter, isNull.isNull(), negated);
        }
        FieldConditions translator =
                conditions(FieldPath.resolveAny(type, filter.path(), filter.position() + ".path"), filter.position());
        FieldPath path = translator.path();
        if (path.isRepeated()) {
            return negatedIf(negated, quantified(translator, filter));
        }
        boolean hasOpposite = filter.comparison() instanceof Filter.Compare compare
                && compare.operator() != Filter.Operator.STARTS_WITH;
        if (negated && hasOpposite) {
            Filter.Compare compare = (Filter.Compare) filter.comparison();
            return anyOf(
                    translator.alternatives(
                            new Filter.Compare(compare.operator().negated(), compare.value())),
                    path.fields());
        }
        return negated
                ? new Unplanned(Query.not(translator.single(filter.comparison()).any(path.fields())))
                : anyOf(translator.alternatives(filter.comparison()), path.fields());
    }

    private FieldConditions conditions(FieldPath path, String position) {
        return sensitive
                .hashed(path)
                .<FieldConditions>map(hash ->
                        new SensitiveTranslator(path, hash, sensitive, position, parameters, bindsLists, elements > 0))
                .orElseGet(() ->
                        new ComparisonTranslator(path, position, parameters, bindsLists, descending, elements > 0));
    }

    private static QueryComponent quantified(FieldConditions translator, Filter.Field filter) {
        List<FieldDescriptor> path = translator.path().fields();
        return filter.quantifier() == Quantifier.ALL
                ? translator.single(filter.comparison()).every(path)
                : anyOf(translator.alternatives(filter.comparison()), path);
    }

    private static QueryComponent anyOf(List<Leaf> alternatives, List<FieldDescriptor> path) {
        return or(alternatives.stream().map(leaf -> leaf.any(path)).toList());
    }

    private QueryComponent nullness(Descriptor type, Filter.Field filter, boolean isNull, boolean negated) {
        List<FieldDescriptor> path = nullablePath(type, filter);
        List<FieldDescriptor> before = path.subList(0, path.size() - 1);
        boolean overSeveral = before.stream().anyMatch(FieldDescriptor::isRepeated);
        FieldDescriptor last = path.get(path.size() - 1);
        boolean wanted = overSeveral ? isNull : isNull != negated;
        if (last.isRepeated() && !overSeveral) {
            QueryComponent hasElements = new Leaf.OnField(new EmptyComparison(last.getName(), false)).any(path);
            return negatedIf(wanted, hasElements);
        }
        Leaf leaf = new Leaf.OnField(
                last.isRepeated()
                        ? new EmptyComparison(last.getName(), wanted)
                        : new FieldWithComparison(
                                last.getName(), new NullComparison(wanted ? Type.IS_NULL : Type.NOT_NULL)));
        QueryComponent component = filter.quantifier() == Quantifier.ALL ? leaf.every(path) : leaf.any(path);
        return overSeveral ? negatedIf(negated, component) : component;
    }

    private List<FieldDescriptor> nullablePath(Descriptor type, Filter.Field filter) {
        String requestField = filter.position() + ".path";
        List<FieldDescriptor> steps = PathSteps.resolve(type, filter.path(), requestField);
        FieldDescriptor last = steps.get(steps.size() - 1);
        if (last.isRepeated()) {
            return steps;
        }
        if (last.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !PathSteps.isIndexable(last)) {
            return steps;
        }
        FieldPath path = FieldPath.resolveAny(type, filter.path(), requestField);
        if (!path.canBeAbsent()) {
            throw new InvalidRequest(
                    filter.position() + ".is_null",
                    "'" + path + "' is a proto3 field without optional: it always has a value, zero when nothing was"
                            + " set; compare it with zero, or declare it optional in the .proto");
        }
        return sensitive.hashed(path).orElse(path.columns().get(0)).fields();
    }

    /** Of a condition on elements, which is false where there is none, also where the message that has them is not set. */
    private static QueryComponent negatedIf(boolean negated, QueryComponent component) {
        return negated ? Query.not(new Unplanned(component)) : component;
    }

    /** Equality comes first: the planner refuses it after a range of the same nested field. */
    static QueryComponent and(List<QueryComponent> components) {
        if (components.size() == 1) {
            return components.get(0);
        }
        List<QueryComponent> sorted = new ArrayList<>();
        for (QueryComponent component : components) {
            sorted.addAll(component instanceof AndComponent inner ? inner.getChildren() : List.of(component));
        }
        sorted.sort(Comparator.comparing(component -> !isEquality(component)));
        return Query.and(sorted);
    }

    private static boolean isEquality(QueryComponent component) {
        if (component instanceof ComponentWithComparison field) {
            return switch (field.getComparison().getType()) {
                case EQUALS, IN, IS_NULL -> true;
                default -> false;
            };
        }
        return component instanceof ComponentWithSingleChild nested && isEquality(nested.getChild());
    }

    static QueryComponent or(List<QueryComponent> components) {
        return components.size() == 1 ? components.get(0) : Query.or(new ArrayList<>(components));
    }
}
