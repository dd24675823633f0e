package io.recordstore.cli.filter;

import io.recordstore.v1.ElementFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.FilterList;
import io.recordstore.v1.Quantifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Reads a filter by recursive descent:
 *
 * <pre>{@code
 * or        = and { "or" and }
 * and       = unary { "and" unary }
 * unary     = "not" unary | "(" or ")" | element | condition
 * element   = [ "any" | "all" ] path "(" or ")"
 * condition = [ "any" | "all" ] path comparison          (ConditionParser)
 * }</pre>
 */
final class FilterParser {
    /** The server takes 32 levels; past this many a parser would run out of stack. */
    private static final int MAX_DEPTH = 100;

    private final Words words;
    private int depth;

    FilterParser(String text) {
        words = new Words(text);
    }

    /** A part of the filter, and where its parts' parts are in the expression. */
    record Part(Filter filter, Map<String, Integer> columns) {
        Part under(String place, UnaryOperator<Filter> wrap) {
            Map<String, Integer> moved = new HashMap<>();
            columns.forEach((key, column) -> moved.put(place + key, column));
            return new Part(wrap.apply(filter), moved);
        }
    }

    FilterExpression parse() {
        Part part = or();
        words.requireEnd();
        return new FilterExpression(words.expression(), part.filter(), part.columns());
    }

    private Part or() {
        List<Part> parts = new ArrayList<>(List.of(and()));
        while (words.take("or")) {
            parts.add(and());
        }
        return join(parts, ".or.filters", (filter, list) -> filter.setOr(list));
    }

    private Part and() {
        List<Part> parts = new ArrayList<>(List.of(unary()));
        while (words.take("and")) {
            parts.add(unary());
        }
        return join(parts, ".and.filters", (filter, list) -> filter.setAnd(list));
    }

    private interface Joining {
        Filter.Builder set(Filter.Builder filter, FilterList list);
    }

    private static Part join(List<Part> parts, String place, Joining joining) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        FilterList.Builder list = FilterList.newBuilder();
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            list.addFilters(parts.get(i).filter());
            columns.putAll(parts.get(i)
                    .under(place + "[" + i + "]", UnaryOperator.identity())
                    .columns());
        }
        return new Part(joining.set(Filter.newBuilder(), list.build()).build(), columns);
    }

    private Part unary() {
        int start = words.next().column();
        if (++depth > MAX_DEPTH) {
            throw words.error(words.next(), "it is nested deeper than " + MAX_DEPTH);
        }
        Part part;
        if (words.take("not")) {
            part = unary().under(".not", FilterParser::negated);
        } else if (words.takeSymbol("(")) {
            part = or();
            words.requireSymbol(")", "closes what column " + start + " opens");
        } else {
            part = elementOrCondition();
        }
        depth--;
        return part;
    }

    private Part elementOrCondition() {
        Quantifier quantifier = words.takeQuantifier();
        Lexeme path = words.requirePath();
        if (!words.takeSymbol("(")) {
            return new ConditionParser(words, quantifier, path).parse();
        }
        Part inner = or();
        words.requireSymbol(")", "closes the condition on " + path.text());
        Part element = inner.under(".element.filter", filter -> element(quantifier, path, filter));
        element.columns().put(".element", path.column());
        return element;
    }

    private static Filter element(Quantifier quantifier, Lexeme path, Filter filter) {
        return Filter.newBuilder()
                .setElement(ElementFilter.newBuilder()
                        .setPath(path.text())
                        .setQuantifier(quantifier)
                        .setFilter(filter))
                .build();
    }

    static Filter negated(Filter filter) {
        return Filter.newBuilder().setNot(filter).build();
    }
}
