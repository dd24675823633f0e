package io.recordstore.query;

import com.apple.foundationdb.record.provider.common.text.DefaultTextTokenizer;
import com.apple.foundationdb.record.provider.common.text.TextTokenizer.TokenizerMode;
import com.apple.foundationdb.record.query.expressions.Comparisons.ListComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.ParameterComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.TextComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.Type;
import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.record.Scalar;
import io.recordstore.record.ScalarTypes;
import io.recordstore.schema.FieldPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Comparisons of the field at the end of a path as alternatives, each of which is one range of an index: {@code x <> 5}
 * is {@code x < 5} or {@code x > 5}.
 *
 * @param position where the request has the condition
 * @param parameters take the values
 * @param descending of the record type
 * @param bindsLists whether {@code in} is planned without its values: in an order each value is an alternative
 * @param ofElement whether a record may have several of them: a list of values would find it as often as it has one
 */
record ComparisonTranslator(
        FieldPath path,
        String position,
        Parameters parameters,
        boolean bindsLists,
        DescendingFields descending,
        boolean ofElement)
        implements FieldConditions {

    @Override
    public List<Leaf> alternatives(Filter.Comparison comparison) {
        if (comparison instanceof Filter.In in) {
            return path.isTime() || path.isRepeated() || ofElement || isTurned(in) ? eachOf(in) : List.of(oneOf(in));
        }
        if (comparison instanceof Filter.Words words) {
            return words(words);
        }
        Filter.Compare compare = (Filter.Compare) comparison;
        if (path.isTime()) {
            return List.copyOf(new TimeComparison(time(compare), parameters)
                    .alternatives(compare.operator(), path.last(), position));
        }
        Object value = value(compare);
        return compare.operator() == Filter.Operator.NOT_EQUALS
                ? List.of(scalar(Type.LESS_THAN, value), scalar(Type.GREATER_THAN, value))
                : List.of(scalar(type(compare.operator()), value));
    }

    @Override
    public Leaf single(Filter.Comparison comparison) {
        if (path.isTime()) {
            return TimeComparison.oneOf(alternatives(comparison));
        }
        if (comparison instanceof Filter.In in) {
            return oneOf(in);
        }
        if (comparison instanceof Filter.Words words) {
            return text(wordType(words), tokens(words));
        }
        Filter.Compare compare = (Filter.Compare) comparison;
        return scalar(type(compare.operator()), value(compare));
    }

    private List<Leaf> eachOf(Filter.In in) {
        List<Leaf> alternatives = new ArrayList<>();
        requireValues(in);
        for (Scalar value : in.values()) {
            alternatives.addAll(alternatives(new Filter.Compare(Filter.Operator.EQUALS, value)));
        }
        return alternatives;
    }

    private Leaf oneOf(Filter.In in) {
        requireValues(in);
        Map<Object, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < in.values().size(); i++) {
            Object value = ScalarTypes.convert(in.values().get(i), path.last(), position + ".in.values[" + i + "]");
            // The Record Layer reads a value that is there twice, twice.
            values.putIfAbsent(value instanceof ByteString ? value : ScalarTypes.tupleElement(value), value);
        }
        List<Object> list = List.copyOf(values.values());
        if (list.size() == 1) {
            return scalar(Type.EQUALS, list.get(0));
        }
        return new Leaf.OnScalar(
                bindsLists
                        ? new ParameterComparison(Type.IN, parameters.bindList(list))
                        : new ListComparison(Type.IN, list));
    }

    /** Of more values than that, the indexes that descend are not used: see {@link UsableIndexes}. */
    private boolean isTurned(Filter.In in) {
        return in.values().size() <= QueryLimits.MAX_MULTIPLIED && descending.contains(path.last());
    }

    private void requireValues(Filter.In in) {
        if (in.values().isEmpty() || in.values().size() > QueryLimits.MAX_IN_VALUES) {
            throw new InvalidRequest(position + ".in", "it needs 1 to " + QueryLimits.MAX_IN_VALUES + " values");
        }
    }

    private Scalar.Time time(Filter.Compare compare) {
        if (compare.value() instanceof Scalar.Time time) {
            return time;
        }
        throw new InvalidRequest(
                position + "." + name(compare.operator()),
                "'" + path + "' is a " + path.last().getMessageType().getFullName()
                        + ": compare it with timestamp_value or duration_value");
    }

    private Object value(Filter.Compare compare) {
        String requestField = position + "." + name(compare.operator());
        if (compare.operator() == Filter.Operator.STARTS_WITH
                && path.last().getType() != FieldDescriptor.Type.STRING
                && path.last().getType() != FieldDescriptor.Type.BYTES) {
            throw new InvalidRequest(requestField, "'" + path + "' is neither a string nor bytes");
        }
        return ScalarTypes.convert(compare.value(), path.last(), requestField);
    }

    private static String name(Filter.Operator operator) {
        return operator.name().toLowerCase(Locale.ROOT);
    }

    private Leaf scalar(Type type, Object value) {
        String name =
                type == Type.STARTS_WITH ? parameters.bindPrefix(value, PrefixEnd.of(value)) : parameters.bind(value);
        return new Leaf.OnScalar(StoredOrder.of(path.last(), type, name));
    }

    private static Type type(Filter.Operator operator) {
        return switch (operator) {
            case EQUALS -> Type.EQUALS;
            case NOT_EQUALS -> Type.NOT_EQUALS;
            case LESS_THAN -> Type.LESS_THAN;
            case LESS_THAN_OR_EQUALS -> Type.LESS_THAN_OR_EQUALS;
            case GREATER_THAN -> Type.GREATER_THAN;
            case GREATER_THAN_OR_EQUALS -> Type.GREATER_THAN_OR_EQUALS;
            case STARTS_WITH -> Type.STARTS_WITH;
        };
    }

    private List<Leaf> words(Filter.Words words) {
        List<String> tokens = tokens(words);
        if (words.match() == Filter.WordMatch.ANY) {
            return tokens.stream()
                    .map(token -> text(Type.TEXT_CONTAINS_ALL, List.of(token)))
                    .toList();
        }
        return List.of(text(wordType(words), tokens));
    }

    private static Type wordType(Filter.Words words) {
        return switch (words.match()) {
            case ANY -> Type.TEXT_CONTAINS_ANY;
            case ALL -> Type.TEXT_CONTAINS_ALL;
            case PHRASE -> Type.TEXT_CONTAINS_PHRASE;
            case PREFIX -> Type.TEXT_CONTAINS_PREFIX;
        };
    }

    /**
     * Whole words need an index of whole words: one of beginnings too would take "ber" for a word of "Berlin". The
     * beginning of a word is found in either.
     */
    private static Leaf text(Type type, List<String> tokens) {
        String tokenizer = type == Type.TEXT_CONTAINS_PREFIX ? null : DefaultTextTokenizer.NAME;
        return new Leaf.OnScalar(new TextComparison(type, tokens, tokenizer, DefaultTextTokenizer.NAME));
    }

    private List<String> tokens(Filter.Words words) {
        String requestField = position + ".text." + words.match().name().toLowerCase(Locale.ROOT);
        if (path.last().getType() != FieldDescriptor.Type.STRING) {
            throw new InvalidRequest(requestField, "'" + path + "' is not a string");
        }
        if (words.text().length() > QueryLimits.MAX_TEXT_LENGTH) {
            throw new InvalidRequest(requestField, "it has more than " + QueryLimits.MAX_TEXT_LENGTH + " characters");
        }
        DefaultTextTokenizer tokenizer = DefaultTextTokenizer.instance();
        List<String> tokens =
                Lists.newArrayList(tokenizer.tokenize(words.text(), tokenizer.getMaxVersion(), TokenizerMode.QUERY));
        boolean isPrefix = words.match() == Filter.WordMatch.PREFIX;
        if (tokens.isEmpty() || tokens.size() > (isPrefix ? 1 : QueryLimits.MAX_WORDS)) {
            throw new InvalidRequest(
                    requestField, isPrefix ? "it needs one word" : "it needs 1 to " + QueryLimits.MAX_WORDS + " words");
        }
        return tokens;
    }
}
