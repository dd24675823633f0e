package io.recordstore.cli.filter;

import io.recordstore.v1.ElementFilter;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.FilterList;
import io.recordstore.v1.Quantifier;
import io.recordstore.v1.TextFilter;
import io.recordstore.v1.Value;
import io.recordstore.v1.ValueList;
import java.util.Random;

/** Filters of every form, drawn at random. */
final class RandomFilters {
    private static final int MAX_DEPTH = 5;
    private static final String[] PATHS = {
        "a", "b.c", "any", "all", "in", "null", "timestamp", "with", "größe", "a_1.b2"
    };
    private static final String[] TEXTS = {
        "", "x", "it's", "say \"hi\"", "back\\slash", "new\nline", "ünïcode", "a and b"
    };

    private final Random random;

    RandomFilters(Random random) {
        this.random = random;
    }

    Filter next() {
        return filter(0);
    }

    private Filter filter(int depth) {
        Filter.Builder filter = Filter.newBuilder();
        return switch (depth == MAX_DEPTH ? 0 : random.nextInt(6)) {
            case 1 -> filter.setAnd(list(depth)).build();
            case 2 -> filter.setOr(list(depth)).build();
            case 3 -> filter.setNot(filter(depth + 1)).build();
            case 4 ->
                filter.setElement(ElementFilter.newBuilder()
                                .setPath(pick(PATHS))
                                .setQuantifier(quantifier())
                                .setFilter(filter(depth + 1)))
                        .build();
            default -> filter.setField(field()).build();
        };
    }

    private FilterList list(int depth) {
        FilterList.Builder list = FilterList.newBuilder();
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            list.addFilters(filter(depth + 1));
        }
        return list.build();
    }

    private Quantifier quantifier() {
        return random.nextBoolean() ? Quantifier.QUANTIFIER_UNSPECIFIED : Quantifier.QUANTIFIER_ALL;
    }

    private FieldFilter field() {
        FieldFilter.Builder field =
                FieldFilter.newBuilder().setPath(pick(PATHS)).setQuantifier(quantifier());
        return switch (random.nextInt(10)) {
            case 0 -> field.setEquals(value()).build();
            case 1 -> field.setNotEquals(value()).build();
            case 2 -> field.setLessThan(value()).build();
            case 3 -> field.setLessThanOrEquals(value()).build();
            case 4 -> field.setGreaterThan(value()).build();
            case 5 -> field.setGreaterThanOrEquals(value()).build();
            case 6 -> field.setStartsWith(value()).build();
            case 7 -> field.setIsNull(random.nextBoolean()).build();
            case 8 ->
                field.setIn(ValueList.newBuilder().addValues(value()).addValues(value()))
                        .build();
            default -> field.setText(text()).build();
        };
    }

    private TextFilter text() {
        TextFilter.Builder text = TextFilter.newBuilder();
        return switch (random.nextInt(4)) {
            case 0 -> text.setAny(pick(TEXTS)).build();
            case 1 -> text.setAll(pick(TEXTS)).build();
            case 2 -> text.setPhrase(pick(TEXTS)).build();
            default -> text.setPrefix(pick(TEXTS)).build();
        };
    }

    private Value value() {
        Value.Builder value = Value.newBuilder();
        return switch (random.nextInt(5)) {
            case 0 -> value.setInt64Value(random.nextLong()).build();
            case 1 -> value.setUint64Value(random.nextLong() | Long.MIN_VALUE).build();
            case 2 -> value.setDoubleValue(random.nextGaussian() * 1e9).build();
            case 3 -> value.setBoolValue(random.nextBoolean()).build();
            default -> value.setStringValue(pick(TEXTS)).build();
        };
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
