package io.recordstore.cli.filter;

import io.recordstore.cli.filter.FilterParser.Part;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.FilterList;
import io.recordstore.v1.Quantifier;
import io.recordstore.v1.TextFilter;
import io.recordstore.v1.Value;
import io.recordstore.v1.ValueList;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what follows a path:
 *
 * <pre>{@code
 * comparison = ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value
 *            | [ "not" ] "in" "(" value { "," value } ")"
 *            | [ "not" ] "between" value "and" value
 *            | [ "not" ] "starts" "with" value
 *            | [ "not" ] "has" ( "any" | "all" | "phrase" | "prefix" ) string
 *            | "is" [ "not" ] "null"
 * }</pre>
 */
final class ConditionParser {
    private static final String COMPARISONS =
            "=, !=, <, <=, >, >=, in (...), between, starts with, has any|all|phrase|prefix, is null";

    private final Words words;
    private final Quantifier quantifier;
    private final Lexeme path;
    private final Map<String, Integer> columns = new HashMap<>();

    ConditionParser(Words words, Quantifier quantifier, Lexeme path) {
        this.words = words;
        this.quantifier = quantifier;
        this.path = path;
        columns.put(".field", path.column());
    }

    Part parse() {
        if (words.take("is")) {
            boolean isNull = !words.take("not");
            if (!words.take("null")) {
                throw words.error(
                        words.next(),
                        "expected 'null' or 'not null' after 'is', found "
                                + words.next().shown());
            }
            return part(field().setIsNull(isNull));
        }
        return words.take("not") ? keyword().under(".not", FilterParser::negated) : symbolOrKeyword();
    }

    private Part symbolOrKeyword() {
        Lexeme operator = words.next();
        for (String symbol : new String[] {"=", "==", "!=", "<>", "<=", "<", ">=", ">"}) {
            if (words.takeSymbol(symbol)) {
                return part(compare(symbol, value(nameOf(symbol), "'" + operator.text() + "'")));
            }
        }
        return keyword();
    }

    private static String nameOf(String symbol) {
        return switch (symbol) {
            case "=", "==" -> "equals";
            case "!=", "<>" -> "not_equals";
            case "<" -> "less_than";
            case "<=" -> "less_than_or_equals";
            case ">" -> "greater_than";
            default -> "greater_than_or_equals";
        };
    }

    private FieldFilter.Builder compare(String symbol, Value value) {
        FieldFilter.Builder field = field();
        return switch (nameOf(symbol)) {
            case "equals" -> field.setEquals(value);
            case "not_equals" -> field.setNotEquals(value);
            case "less_than" -> field.setLessThan(value);
            case "less_than_or_equals" -> field.setLessThanOrEquals(value);
            case "greater_than" -> field.setGreaterThan(value);
            default -> field.setGreaterThanOrEquals(value);
        };
    }

    private Part keyword() {
        if (words.take("in")) {
            return part(field().setIn(list()));
        }
        if (words.take("between")) {
            return between();
        }
        if (words.take("starts")) {
            if (!words.take("with")) {
                throw words.error(words.next(), "expected 'with' after 'starts'");
            }
            return part(field().setStartsWith(value("starts_with", "'starts with'")));
        }
        if (words.take("has")) {
            return part(field().setText(text()));
        }
        Lexeme found = words.next();
        String instead = found.isKeyword("like") || found.isKeyword("contains")
                ? "; for a beginning there is 'starts with', for words 'has all \"...\"'"
                : "";
        throw words.error(
                found,
                "expected a comparison (" + COMPARISONS + ") after " + path.text() + ", found " + found.shown()
                        + instead);
    }

    private ValueList list() {
        words.requireSymbol("(", "opens the list of 'in'");
        ValueList.Builder values = ValueList.newBuilder();
        do {
            values.addValues(value("in.values[" + values.getValuesCount() + "]", "'in ('"));
        } while (words.takeSymbol(","));
        words.requireSymbol(")", "closes the list of 'in'");
        return values.build();
    }

    private Part between() {
        Value from = words.requireValue("'between'");
        if (!words.take("and")) {
            throw words.error(words.next(), "expected 'and' and the upper end of 'between'");
        }
        Value to = words.requireValue("'and' of 'between'");
        Filter both = Filter.newBuilder()
                .setAnd(FilterList.newBuilder()
                        .addFilters(Filter.newBuilder().setField(field().setGreaterThanOrEquals(from)))
                        .addFilters(Filter.newBuilder().setField(field().setLessThanOrEquals(to))))
                .build();
        return new Part(both, new HashMap<>(Map.of(".and", path.column())));
    }

    private TextFilter text() {
        TextFilter.Builder text = TextFilter.newBuilder();
        if (words.take("any")) {
            return text.setAny(searched("any")).build();
        }
        if (words.take("all")) {
            return text.setAll(searched("all")).build();
        }
        if (words.take("phrase")) {
            return text.setPhrase(searched("phrase")).build();
        }
        if (words.take("prefix")) {
            return text.setPrefix(searched("prefix")).build();
        }
        throw words.error(
                words.next(),
                "expected any, all, phrase or prefix after 'has', found "
                        + words.next().shown());
    }

    private String searched(String kind) {
        Lexeme at = words.next();
        Value value = value("text", "'has " + kind + "'");
        if (!value.hasStringValue()) {
            throw words.error(at, "words are searched as a string in quotes");
        }
        return value.getStringValue();
    }

    private Value value(String name, String before) {
        columns.put(".field." + name, words.next().column());
        return words.requireValue(before);
    }

    private FieldFilter.Builder field() {
        return FieldFilter.newBuilder().setPath(path.text()).setQuantifier(quantifier);
    }

    private Part part(FieldFilter.Builder field) {
        return new Part(Filter.newBuilder().setField(field).build(), columns);
    }
}
