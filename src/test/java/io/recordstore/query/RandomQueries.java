package io.recordstore.query;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.recordstore.v1.ElementFilter;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.FilterList;
import io.recordstore.v1.Quantifier;
import io.recordstore.v1.Query;
import io.recordstore.v1.SortKey;
import io.recordstore.v1.TextFilter;
import io.recordstore.v1.Value;
import io.recordstore.v1.ValueList;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Queries at random over some records, with values that the records have. Each alternative has one condition on an
 * indexed path, so that indexes serve them all; what else is there is anything.
 *
 * @param indexed paths that are the first of an index
 * @param others further paths
 * @param words paths of strings that an index has the words of
 * @param maps paths of maps with an index on their keys and values
 * @param orders paths by which an index sorts, each after the paths that must be fixed for it
 */
public record RandomQueries(
        Random random,
        List<? extends Message> records,
        List<String> indexed,
        List<String> others,
        List<String> words,
        List<String> maps,
        List<List<String>> orders) {

    public Query next() {
        return random.nextInt(4) == 0 ? ordered() : unordered();
    }

    private Query unordered() {
        List<Filter> alternatives = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> alternative())
                .toList();
        return Query.newBuilder()
                .setFilter(alternatives.size() == 1 ? alternatives.get(0) : or(alternatives))
                .setLimit(random.nextBoolean() ? 0 : 1 + random.nextInt(50))
                .build();
    }

    private Query ordered() {
        List<String> order = pick(orders);
        String last = order.get(order.size() - 1);
        Query.Builder query = Query.newBuilder()
                .addOrderBy(SortKey.newBuilder().setPath(last).setDescending(random.nextBoolean()))
                .setLimit(random.nextBoolean() ? 0 : 1 + random.nextInt(50));
        List<Filter> conditions = new ArrayList<>();
        order.subList(0, order.size() - 1).forEach(path -> conditions.add(equal(path)));
        if (random.nextBoolean()) {
            conditions.add(narrowed(last));
        }
        if (!conditions.isEmpty() && random.nextBoolean()) {
            conditions.add(any(2));
        }
        return conditions.isEmpty()
                ? query.build()
                : query.setFilter(and(conditions)).build();
    }

    private Filter alternative() {
        Filter found =
                switch (random.nextInt(6)) {
                    case 0 -> maps.isEmpty() ? narrowed(pick(indexed)) : entry(pick(maps));
                    case 1 -> words.isEmpty() ? narrowed(pick(indexed)) : words(pick(words));
                    default -> narrowed(pick(indexed));
                };
        return random.nextBoolean() ? found : and(List.of(found, any(3)));
    }

    private Filter any(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(6);
        if (kind == 1) {
            return and(several(depth));
        } else if (kind == 2) {
            return or(several(depth));
        } else if (kind == 3) {
            return Filter.newBuilder().setNot(any(depth - 1)).build();
        } else if (kind == 4 && !maps.isEmpty()) {
            return entry(pick(maps));
        }
        List<String> paths = new ArrayList<>(indexed);
        paths.addAll(others);
        return comparison(pick(paths));
    }

    private List<Filter> several(int depth) {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> any(depth - 1))
                .toList();
    }

    /** A comparison that bounds an index. */
    private Filter narrowed(String path) {
        FieldFilter.Builder field = FieldFilter.newBuilder().setPath(path);
        Value value = value(path);
        switch (random.nextInt(8)) {
            case 0 -> field.setLessThan(value);
            case 1 -> field.setLessThanOrEquals(value);
            case 2 -> field.setGreaterThan(value);
            case 3 -> field.setGreaterThanOrEquals(value);
            case 4 -> field.setIn(values(path));
            case 5 -> field.setNotEquals(value);
            case 6 -> startsWith(field, value);
            default -> field.setEquals(value);
        }
        return Filter.newBuilder().setField(field).build();
    }

    private Filter comparison(String path) {
        Filter.Builder filter = narrowed(path).toBuilder();
        if (random.nextInt(3) == 0) {
            filter.getFieldBuilder().setQuantifier(Quantifier.QUANTIFIER_ALL);
        }
        return filter.build();
    }

    private void startsWith(FieldFilter.Builder field, Value value) {
        if (value.getKindCase() != Value.KindCase.STRING_VALUE) {
            field.setEquals(value);
            return;
        }
        int[] points = value.getStringValue().codePoints().toArray();
        String start = new String(points, 0, Math.min(points.length, 1 + random.nextInt(3)));
        field.setStartsWith(Value.newBuilder().setStringValue(start));
    }

    private Filter equal(String path) {
        return Filter.newBuilder()
                .setField(FieldFilter.newBuilder().setPath(path).setEquals(value(path)))
                .build();
    }

    private ValueList values(String path) {
        ValueList.Builder values = ValueList.newBuilder();
        IntStream.rangeClosed(0, random.nextInt(4)).forEach(i -> values.addValues(value(path)));
        return values.build();
    }

    private Filter entry(String map) {
        Filter condition = and(List.of(
                Filter.newBuilder()
                        .setField(FieldFilter.newBuilder().setPath("key").setEquals(value(map + ".key")))
                        .build(),
                Filter.newBuilder()
                        .setField(FieldFilter.newBuilder().setPath("value").setGreaterThan(value(map + ".value")))
                        .build()));
        return Filter.newBuilder()
                .setElement(ElementFilter.newBuilder().setPath(map).setFilter(condition))
                .build();
    }

    private Filter words(String path) {
        List<String> words = PlainEvaluation.words(value(path).getStringValue());
        if (words.isEmpty()) {
            return words(path);
        }
        String word = pick(words);
        int begin = random.nextInt(words.size());
        List<String> phrase = words.subList(begin, Math.min(words.size(), begin + 2));
        TextFilter.Builder text =
                switch (random.nextInt(4)) {
                    case 0 -> TextFilter.newBuilder().setAny(word + " republic");
                    case 1 -> TextFilter.newBuilder().setAll(String.join(" ", phrase));
                    case 2 -> TextFilter.newBuilder().setPhrase(String.join(" ", phrase));
                    default -> TextFilter.newBuilder().setPrefix(word.substring(0, word.offsetByCodePoints(0, 1)));
                };
        return Filter.newBuilder()
                .setField(FieldFilter.newBuilder().setPath(path).setText(text))
                .build();
    }

    private Value value(String path) {
        while (true) {
            List<Object> values = PlainEvaluation.values(pick(records), path);
            if (!values.isEmpty()) {
                return value(pick(values));
            }
        }
    }

    static Value value(Object value) {
        Value.Builder message = Value.newBuilder();
        if (value instanceof Boolean bool) {
            message.setBoolValue(bool);
        } else if (value instanceof Double || value instanceof Float) {
            message.setDoubleValue(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            message.setInt64Value(number.longValue());
        } else if (value instanceof ByteString bytes) {
            message.setBytesValue(bytes);
        } else if (value instanceof EnumValueDescriptor constant) {
            message.setStringValue(constant.getName());
        } else if (value instanceof Timestamp time) {
            message.setTimestampValue(time);
        } else {
            message.setStringValue((String) value);
        }
        return message.build();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Filter and(List<Filter> filters) {
        return Filter.newBuilder()
                .setAnd(FilterList.newBuilder().addAllFilters(filters))
                .build();
    }

    private static Filter or(List<Filter> filters) {
        return Filter.newBuilder()
                .setOr(FilterList.newBuilder().addAllFilters(filters))
                .build();
    }
}
