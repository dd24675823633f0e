package io.recordstore.cli.filter;

import io.recordstore.v1.Filter;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A filter that was written as an expression: {@code country = "NL" and population > 100000}.
 *
 * @param text the expression
 * @param filter what it says
 * @param columns where the expression says what the filter's parts say, by the parts' places below the filter:
 *     {@code .and.filters[1].field}
 */
public record FilterExpression(String text, Filter filter, Map<String, Integer> columns) {
    private static final String ROOT = "filter";

    public FilterExpression {
        columns = Map.copyOf(columns);
    }

    /** @throws SyntaxError when it cannot be read, with the place */
    public static FilterExpression parse(String text) {
        return new FilterParser(text).parse();
    }

    /**
     * Where the expression says what a field of a request has.
     *
     * @param requestField a place as the server names it: {@code query.filter.and.filters[1].field.equals}
     * @return the column, from 1, of the nearest part; empty when the place is not in a filter
     */
    public OptionalInt column(String requestField) {
        int root = requestField.indexOf(ROOT);
        if (root < 0) {
            return OptionalInt.empty();
        }
        String place = requestField.substring(root + ROOT.length());
        while (!columns.containsKey(place)) {
            int parent = Math.max(place.lastIndexOf('.'), place.lastIndexOf('['));
            if (parent < 0) {
                return OptionalInt.of(1);
            }
            place = place.substring(0, parent);
        }
        return OptionalInt.of(columns.get(place));
    }
}
