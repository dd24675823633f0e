package io.recordstore.cli.filter;

import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.Quantifier;
import io.recordstore.v1.TextFilter;
import io.recordstore.v1.Value;
import java.util.List;
import java.util.stream.Collectors;

/** Filters as expressions, the plainest way: the other half of the parser. */
final class FilterText {
    private FilterText() {}

    static String of(Filter filter) {
        return switch (filter.getConditionCase()) {
            case AND -> join(filter.getAnd().getFiltersList(), " and ");
            case OR -> join(filter.getOr().getFiltersList(), " or ");
            case NOT -> "not (" + of(filter.getNot()) + ")";
            case ELEMENT ->
                quantifier(filter.getElement().getQuantifier())
                        + path(filter.getElement().getPath()) + "("
                        + of(filter.getElement().getFilter()) + ")";
            default -> field(filter.getField());
        };
    }

    private static String join(List<Filter> filters, String word) {
        return filters.stream().map(filter -> "(" + of(filter) + ")").collect(Collectors.joining(word));
    }

    private static String quantifier(Quantifier quantifier) {
        return quantifier == Quantifier.QUANTIFIER_ALL ? "all " : "";
    }

    private static String path(String path) {
        return "`" + path + "`";
    }

    private static String field(FieldFilter field) {
        return quantifier(field.getQuantifier()) + path(field.getPath()) + " " + comparison(field);
    }

    private static String comparison(FieldFilter field) {
        return switch (field.getComparisonCase()) {
            case EQUALS -> "= " + value(field.getEquals());
            case NOT_EQUALS -> "!= " + value(field.getNotEquals());
            case LESS_THAN -> "< " + value(field.getLessThan());
            case LESS_THAN_OR_EQUALS -> "<= " + value(field.getLessThanOrEquals());
            case GREATER_THAN -> "> " + value(field.getGreaterThan());
            case GREATER_THAN_OR_EQUALS -> ">= " + value(field.getGreaterThanOrEquals());
            case STARTS_WITH -> "starts with " + value(field.getStartsWith());
            case IS_NULL -> field.getIsNull() ? "is null" : "is not null";
            case IN ->
                field.getIn().getValuesList().stream()
                        .map(FilterText::value)
                        .collect(Collectors.joining(", ", "in (", ")"));
            default -> "has " + text(field.getText());
        };
    }

    private static String text(TextFilter text) {
        return switch (text.getComparisonCase()) {
            case ANY -> "any " + quoted(text.getAny());
            case ALL -> "all " + quoted(text.getAll());
            case PHRASE -> "phrase " + quoted(text.getPhrase());
            default -> "prefix " + quoted(text.getPrefix());
        };
    }

    private static String value(Value value) {
        return switch (value.getKindCase()) {
            case INT64_VALUE -> Long.toString(value.getInt64Value());
            case UINT64_VALUE -> Long.toUnsignedString(value.getUint64Value());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            default -> quoted(value.getStringValue());
        };
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
