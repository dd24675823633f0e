package io.recordstore.query;

import com.apple.foundationdb.tuple.Tuple;
import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.FilterList;
import io.recordstore.v1.Quantifier;
import io.recordstore.v1.TextFilter;
import io.recordstore.v1.Value;
import java.text.BreakIterator;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What the filters of the API mean, written down once more without indexes, plans or the Record Layer: true, false, or
 * null where a field that is not set leaves it open.
 */
public final class PlainEvaluation {
    private PlainEvaluation() {}

    public static boolean matches(Filter filter, Message record) {
        return Boolean.TRUE.equals(evaluate(filter, record));
    }

    private static Boolean evaluate(Filter filter, Message message) {
        return switch (filter.getConditionCase()) {
            case FIELD -> field(filter.getField(), message);
            case AND -> all(filter.getAnd(), message);
            case OR -> not(all(negated(filter.getOr()), message));
            case NOT -> not(evaluate(filter.getNot(), message));
            case ELEMENT -> element(filter, message);
            case CONDITION_NOT_SET -> throw new IllegalArgumentException("an empty filter");
        };
    }

    private static Boolean all(FilterList filters, Message message) {
        List<Boolean> results = filters.getFiltersList().stream()
                .map(filter -> evaluate(filter, message))
                .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
        return results.contains(false) ? Boolean.FALSE : results.contains(null) ? null : Boolean.TRUE;
    }

    private static FilterList negated(FilterList filters) {
        FilterList.Builder negated = FilterList.newBuilder();
        filters.getFiltersList()
                .forEach(filter -> negated.addFilters(Filter.newBuilder().setNot(filter)));
        return negated.build();
    }

    private static Boolean not(Boolean value) {
        return value == null ? null : !value;
    }

    private static Boolean element(Filter filter, Message message) {
        List<Object> elements = values(message, filter.getElement().getPath());
        List<Boolean> results = new ArrayList<>();
        elements.forEach(each -> results.add(evaluate(filter.getElement().getFilter(), (Message) each)));
        return filter.getElement().getQuantifier() == Quantifier.QUANTIFIER_ALL
                ? !results.contains(false)
                : results.contains(true);
    }

    private static Boolean field(FieldFilter filter, Message message) {
        boolean repeated = isRepeated(message, filter.getPath());
        List<Object> values = values(message, filter.getPath());
        if (filter.getComparisonCase() == FieldFilter.ComparisonCase.IS_NULL) {
            return values.isEmpty() == filter.getIsNull();
        }
        if (!repeated) {
            return values.isEmpty() ? null : holds(filter, values.get(0));
        }
        Predicate<Object> condition = value -> holds(filter, value);
        return filter.getQuantifier() == Quantifier.QUANTIFIER_ALL
                ? values.stream().allMatch(condition)
                : values.stream().anyMatch(condition);
    }

    private static boolean holds(FieldFilter filter, Object value) {
        return switch (filter.getComparisonCase()) {
            case EQUALS -> compare(value, filter.getEquals()) == 0;
            case NOT_EQUALS -> compare(value, filter.getNotEquals()) != 0;
            case LESS_THAN -> compare(value, filter.getLessThan()) < 0;
            case LESS_THAN_OR_EQUALS -> compare(value, filter.getLessThanOrEquals()) <= 0;
            case GREATER_THAN -> compare(value, filter.getGreaterThan()) > 0;
            case GREATER_THAN_OR_EQUALS -> compare(value, filter.getGreaterThanOrEquals()) >= 0;
            case STARTS_WITH -> startsWith(value, filter.getStartsWith());
            case IN -> filter.getIn().getValuesList().stream().anyMatch(each -> compare(value, each) == 0);
            case TEXT -> text((String) value, filter.getText());
            case IS_NULL, COMPARISON_NOT_SET -> throw new IllegalArgumentException("no comparison");
        };
    }

    private static boolean startsWith(Object value, Value prefix) {
        return value instanceof ByteString bytes
                ? bytes.startsWith(prefix.getBytesValue())
                : ((String) value).startsWith(prefix.getStringValue());
    }

    /** In the order of the store: text by its code points, bytes unsigned. */
    private static int compare(Object value, Value other) {
        return tuple(value).compareTo(tuple(value, other));
    }

    static Tuple tuple(Object value) {
        if (value instanceof EnumValueDescriptor constant) {
            return Tuple.from((long) constant.getNumber());
        } else if (value instanceof Message time) {
            return Tuple.from(
                    values(time, "seconds").get(0),
                    ((Number) values(time, "nanos").get(0)).longValue());
        } else if (value instanceof ByteString bytes) {
            return Tuple.from((Object) bytes.toByteArray());
        } else if (value instanceof Integer number) {
            return Tuple.from(number.longValue());
        } else if (value instanceof Float number) {
            return Tuple.from(number.doubleValue());
        }
        return Tuple.from(value);
    }

    private static Tuple tuple(Object like, Value value) {
        return switch (value.getKindCase()) {
            case BOOL_VALUE -> Tuple.from(value.getBoolValue());
            case INT64_VALUE ->
                like instanceof Double || like instanceof Float
                        ? Tuple.from((double) value.getInt64Value())
                        : Tuple.from(value.getInt64Value());
            case UINT64_VALUE -> Tuple.from(value.getUint64Value());
            case DOUBLE_VALUE ->
                Tuple.from(like instanceof Float ? (double) (float) value.getDoubleValue() : value.getDoubleValue());
            case STRING_VALUE ->
                like instanceof EnumValueDescriptor constant
                        ? tuple(constant.getType().findValueByName(value.getStringValue()))
                        : Tuple.from(value.getStringValue());
            case BYTES_VALUE -> tuple(value.getBytesValue());
            case TIMESTAMP_VALUE ->
                Tuple.from(value.getTimestampValue().getSeconds(), (long)
                        value.getTimestampValue().getNanos());
            case DURATION_VALUE, KIND_NOT_SET -> throw new IllegalArgumentException("no value");
        };
    }

    private static boolean text(String value, TextFilter filter) {
        List<String> words = words(value);
        return switch (filter.getComparisonCase()) {
            case ANY -> words(filter.getAny()).stream().anyMatch(words::contains);
            case ALL -> words.containsAll(words(filter.getAll()));
            case PHRASE -> Collections.indexOfSubList(words, words(filter.getPhrase())) >= 0;
            case PREFIX ->
                words.stream()
                        .anyMatch(word ->
                                word.startsWith(words(filter.getPrefix()).get(0)));
            case COMPARISON_NOT_SET -> throw new IllegalArgumentException("no comparison");
        };
    }

    /** Words as Unicode has them, without case and accents. */
    static List<String> words(String text) {
        String plain = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "");
        BreakIterator breaks = BreakIterator.getWordInstance(Locale.ROOT);
        breaks.setText(plain);
        List<String> words = new ArrayList<>();
        for (int start = breaks.first(), end = breaks.next();
                end != BreakIterator.DONE;
                start = end, end = breaks.next()) {
            String word = plain.substring(start, end);
            if (word.codePoints().anyMatch(Character::isLetterOrDigit)) {
                words.add(word);
            }
        }
        return words;
    }

    private static boolean isRepeated(Message message, String path) {
        var type = message.getDescriptorForType();
        boolean repeated = false;
        for (String step : path.split("\\.")) {
            FieldDescriptor field = type.findFieldByName(step);
            repeated |= field.isRepeated();
            type = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? field.getMessageType() : null;
        }
        return repeated;
    }

    /** All values at a path; none where it, or a message on the way to it, is not set. */
    static List<Object> values(Message message, String path) {
        List<Object> values = List.of(message);
        for (String step : path.split("\\.")) {
            List<Object> next = new ArrayList<>();
            values.forEach(each -> next.addAll(step((Message) each, step)));
            values = next;
        }
        return values;
    }

    private static List<?> step(Message message, String name) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        if (field.isRepeated()) {
            return (List<?>) message.getField(field);
        }
        return field.hasPresence() && !message.hasField(field)
                ? List.of()
                : Lists.newArrayList(message.getField(field));
    }
}
