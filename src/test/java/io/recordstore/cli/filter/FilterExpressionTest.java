package io.recordstore.cli.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.TextFormat;
import io.recordstore.v1.Filter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What expressions mean, and what is said of those that mean nothing. */
class FilterExpressionTest {
    private static final int RANDOM_FILTERS = 2000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "country = \"NL\" | field {path:'country' equals {string_value:'NL'}}",
                "country == 'it''s' | field {path:'country' equals {string_value:\"it's\"}}",
                "a != -3 | field {path:'a' not_equals {int64_value:-3}}",
                "a <> 1.5e3 | field {path:'a' not_equals {double_value:1500}}",
                "a < 1 | field {path:'a' less_than {int64_value:1}}",
                "a<=1 | field {path:'a' less_than_or_equals {int64_value:1}}",
                "a>1 | field {path:'a' greater_than {int64_value:1}}",
                "a >= 18446744073709551615 | field {path:'a' greater_than_or_equals {uint64_value:18446744073709551615}}",
                "a = true | field {path:'a' equals {bool_value:true}}",
                "a IN (1, 2) | field {path:'a' in {values {int64_value:1} values {int64_value:2}}}",
                "a not in ('x') | not {field {path:'a' in {values {string_value:'x'}}}}",
                "a is null | field {path:'a' is_null:true}",
                "a is not null | field {path:'a' is_null:false}",
                "a starts with 'x' | field {path:'a' starts_with {string_value:'x'}}",
                "a has phrase 'x y' | field {path:'a' text {phrase:'x y'}}",
                "a has any 'x y' | field {path:'a' text {any:'x y'}}",
                "a has all 'x y' | field {path:'a' text {all:'x y'}}",
                "a not has prefix 'x' | not {field {path:'a' text {prefix:'x'}}}",
                "t > timestamp '1970-01-01T00:00:01.5Z' | field {path:'t' greater_than {timestamp_value{seconds:1 nanos:500000000}}}",
                "d = duration '-1.5s' | field {path:'d' equals {duration_value{seconds:-1 nanos:-500000000}}}",
                "b = bytes 'AAE=' | field {path:'b' equals {bytes_value:'\\000\\001'}}",
                "a between 1 and 2 and b = 3 | and {filters {and {filters {field {path:'a' greater_than_or_equals {int64_value:1}}}"
                        + " filters {field {path:'a' less_than_or_equals {int64_value:2}}}}} filters {field {path:'b' equals {int64_value:3}}}}",
                "a = 1 or b = 2 and c = 3 | or {filters {field {path:'a' equals {int64_value:1}}} filters {and {"
                        + "filters {field {path:'b' equals {int64_value:2}}} filters {field {path:'c' equals {int64_value:3}}}}}}",
                "(a = 1 or b = 2) and not c.d = 3 | and {filters {or {filters {field {path:'a' equals {int64_value:1}}}"
                        + " filters {field {path:'b' equals {int64_value:2}}}}} filters {not {field {path:'c.d' equals {int64_value:3}}}}}",
                "all tags = 'x' | field {path:'tags' quantifier:QUANTIFIER_ALL equals {string_value:'x'}}",
                "any tags = 'x' | field {path:'tags' equals {string_value:'x'}}",
                "all = 1 | field {path:'all' equals {int64_value:1}}",
                "any in (1) | field {path:'any' in {values {int64_value:1}}}",
                "`in` = 1 | field {path:'in' equals {int64_value:1}}",
                "all lines (n > 1) | element {path:'lines' quantifier:QUANTIFIER_ALL filter {field {path:'n' greater_than {int64_value:1}}}}",
                "timestamp = 1 | field {path:'timestamp' equals {int64_value:1}}"
            })
    void itMeansThisFilter(String expression, String filter) throws TextFormat.ParseException {
        assertThat(FilterExpression.parse(expression.strip()).filter())
                .isEqualTo(TextFormat.parse(filter, Filter.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "country = NL | 11 | stands in quotes",
                "country = 'NL | 11 | closing",
                "country = 'NL' and | 19 | expected a field",
                "country = 'NL' population > 3 | 16 | expected 'and', 'or' or the end",
                "(a = 1 | 7 | closes what column 1 opens",
                "a = 1) | 6 | expected 'and', 'or' or the end",
                "a like 'x%' | 3 | starts with",
                "a = null | 5 | is null",
                "5 < a | 1 | left of the comparison",
                "a = 99999999999999999999 | 5 | 64 bits",
                "a = 1 && b = 2 | 7 | write 'and'",
                "a is 3 | 6 | null",
                "a in 1 | 6 | '('",
                "a between 1 or 2 | 13 | 'and'",
                "t = timestamp 'yesterday' | 15 | 2026-01-31T12:00:00Z",
                "a = “x” | 5 | straight quotes",
                "a has 'x' | 7 | any, all, phrase or prefix",
                "a has any 3 | 11 | string"
            })
    void aMistakeIsPointedAt(String expression, int column, String message) {
        SyntaxError error = catchThrowableOfType(SyntaxError.class, () -> FilterExpression.parse(expression.strip()));

        assertThat(error).hasMessageContaining(message.strip());
        assertThat(error.column()).isEqualTo(column);
        assertThat(error.pointer().lines().toList().get(1).indexOf('^')).isEqualTo(2 + column - 1);
    }

    @Test
    void anEmptyExpressionAndOneThatIsTooDeepAreRefused() {
        assertThat(catchThrowableOfType(SyntaxError.class, () -> FilterExpression.parse(" ")))
                .hasMessageContaining("expected a field");
        assertThat(catchThrowableOfType(SyntaxError.class, () -> FilterExpression.parse("(".repeat(100_000))))
                .hasMessageContaining("nested deeper");
        assertThat(catchThrowableOfType(SyntaxError.class, () -> FilterExpression.parse("not ".repeat(100_000))))
                .hasMessageContaining("nested deeper");
    }

    @Test
    void aPlaceThatTheServerNamesIsFoundInTheExpression() {
        FilterExpression expression = FilterExpression.parse("a = 1 and (b = 2 or not c in (3, 4)) and l(m = 5)");

        assertThat(expression.column("query.filter.and.filters[0].field.equals"))
                .hasValue(5);
        assertThat(expression.column("query.filter.and.filters[1].or.filters[1].not.field.in.values[1]"))
                .hasValue(34);
        assertThat(expression.column("filter.and.filters[1].or.filters[1].not.field.path"))
                .hasValue(25);
        assertThat(expression.column("query.filter.and.filters[2].element.filter.field"))
                .hasValue(44);
        assertThat(expression.column("query.filter.and.filters[2].element.path"))
                .hasValue(42);
        assertThat(expression.column("query.order_by[0]")).isEmpty();
    }

    @Test
    void everyFilterCanBeWrittenAsAnExpression() {
        long seed = Long.getLong("recordstore.test.seed", System.nanoTime());
        RandomFilters random = new RandomFilters(new Random(seed));
        for (int i = 0; i < RANDOM_FILTERS; i++) {
            Filter filter = random.next();
            String text = FilterText.of(filter);
            assertThat(FilterExpression.parse(text).filter())
                    .as("-Drecordstore.test.seed=%d, expression %d: %s", seed, i, text)
                    .isEqualTo(filter);
        }
    }

    @Test
    void anOrderNamesFieldsAndDirections() {
        assertThat(OrderExpression.parse("-population, name").toString())
                .isEqualTo(OrderExpression.parse("population desc, name asc").toString());
        assertThat(OrderExpression.parse("-version()").get(0).getVersion()).isTrue();
        assertThat(OrderExpression.parse("version").get(0).getPath()).isEqualTo("version");
        assertThat(catchThrowableOfType(SyntaxError.class, () -> OrderExpression.parse("a b"))
                        .column())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "42 | int64_value:42",
                "-1 | int64_value:-1",
                "1.5 | double_value:1.5",
                "1.2.3 | string_value:'1.2.3'",
                "A-1 | string_value:'A-1'",
                "\"007\" | string_value:'007'",
                "true | bool_value:true",
                "it's | string_value:\"it's\"",
                "timestamp '1970-01-01T00:00:01Z' | timestamp_value {seconds:1}",
                "timestamp | string_value:'timestamp'"
            })
    void aKeyIsReadByItsForm(String argument, String value) throws TextFormat.ParseException {
        assertThat(Literals.ofArgument(argument.strip()))
                .isEqualTo(TextFormat.parse(value, io.recordstore.v1.Value.class));
    }
}
