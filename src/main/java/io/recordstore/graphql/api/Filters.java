package io.recordstore.graphql.api;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.api.model.ElementFilterInput;
import io.recordstore.graphql.api.model.FieldFilterInput;
import io.recordstore.graphql.api.model.FilterInput;
import io.recordstore.graphql.api.model.QuantifierEnum;
import io.recordstore.graphql.api.model.TextFilterInput;
import io.recordstore.graphql.api.model.ValueInput;
import io.recordstore.query.Filter;
import io.recordstore.query.Filter.Comparison;
import io.recordstore.query.Filter.Operator;
import io.recordstore.query.Filter.Quantifier;
import io.recordstore.query.Filter.WordMatch;
import io.recordstore.query.Filter.Words;
import io.recordstore.query.QueryLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Filters from input objects. */
final class Filters {
    private static final String ROOT = "filter";

    private Filters() {}

    static Filter read(FilterInput filter) {
        return read(filter, ROOT, 1);
    }

    private static Filter read(FilterInput filter, String position, int depth) {
        if (depth > QueryLimits.MAX_DEPTH) {
            throw new InvalidRequest(ROOT, "it is nested deeper than " + QueryLimits.MAX_DEPTH);
        }
        Values.requireOne(
                position, Stream.of(filter.field(), filter.and(), filter.or(), filter.not(), filter.element()));
        if (filter.field() != null) {
            return field(filter.field(), position + ".field");
        } else if (filter.and() != null) {
            return new Filter.And(all(filter.and(), position + ".and", depth));
        } else if (filter.or() != null) {
            return new Filter.Or(all(filter.or(), position + ".or", depth));
        } else if (filter.not() != null) {
            return new Filter.Not(read(filter.not(), position + ".not", depth + 1));
        }
        return element(filter.element(), position + ".element", depth);
    }

    private static List<Filter> all(List<FilterInput> filters, String position, int depth) {
        if (filters.isEmpty() || filters.size() > QueryLimits.MAX_CONDITIONS) {
            throw new InvalidRequest(position, "it needs 1 to " + QueryLimits.MAX_CONDITIONS + " conditions");
        }
        List<Filter> read = new ArrayList<>(filters.size());
        for (int i = 0; i < filters.size(); i++) {
            read.add(read(filters.get(i), position + "[" + i + "]", depth + 1));
        }
        return read;
    }

    private static Filter element(ElementFilterInput element, String position, int depth) {
        return new Filter.Element(
                element.path(),
                quantifier(element.quantifier()),
                read(element.filter(), position + ".filter", depth + 1),
                position);
    }

    private static Filter field(FieldFilterInput field, String position) {
        return new Filter.Field(field.path(), quantifier(field.quantifier()), comparison(field, position), position);
    }

    private static Quantifier quantifier(QuantifierEnum quantifier) {
        return quantifier == null ? Quantifier.ANY : Quantifier.valueOf(quantifier.name());
    }

    private static Comparison comparison(FieldFilterInput field, String position) {
        List<Comparison> comparisons = new ArrayList<>();
        compare(comparisons, Operator.EQUALS, field.equals(), position + ".equals");
        compare(comparisons, Operator.NOT_EQUALS, field.notEquals(), position + ".notEquals");
        compare(comparisons, Operator.LESS_THAN, field.lessThan(), position + ".lessThan");
        compare(comparisons, Operator.LESS_THAN_OR_EQUALS, field.lessThanOrEquals(), position + ".lessThanOrEquals");
        compare(comparisons, Operator.GREATER_THAN, field.greaterThan(), position + ".greaterThan");
        compare(
                comparisons,
                Operator.GREATER_THAN_OR_EQUALS,
                field.greaterThanOrEquals(),
                position + ".greaterThanOrEquals");
        compare(comparisons, Operator.STARTS_WITH, field.startsWith(), position + ".startsWith");
        if (field.in() != null) {
            comparisons.add(new Filter.In(Values.readAll(field.in(), position + ".in")));
        }
        if (field.isNull() != null) {
            comparisons.add(new Filter.IsNull(field.isNull()));
        }
        if (field.text() != null) {
            comparisons.add(words(field.text(), position + ".text"));
        }
        if (comparisons.size() != 1) {
            throw new InvalidRequest(position, "it needs exactly one comparison, such as equals");
        }
        return comparisons.get(0);
    }

    private static void compare(List<Comparison> comparisons, Operator operator, ValueInput value, String position) {
        if (value != null) {
            comparisons.add(new Filter.Compare(operator, Values.read(value, position)));
        }
    }

    private static Words words(TextFilterInput text, String position) {
        Values.requireOne(position, Stream.of(text.any(), text.all(), text.phrase(), text.prefix()));
        if (text.any() != null) {
            return new Words(WordMatch.ANY, text.any());
        } else if (text.all() != null) {
            return new Words(WordMatch.ALL, text.all());
        }
        return text.phrase() != null
                ? new Words(WordMatch.PHRASE, text.phrase())
                : new Words(WordMatch.PREFIX, text.prefix());
    }
}
