package io.recordstore.query;

import com.apple.foundationdb.record.query.expressions.Comparisons.ParameterComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.Type;
import com.google.protobuf.ByteString;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.record.Scalar;
import io.recordstore.record.ScalarTypes;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.SensitiveFields;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Comparisons of a sensitive field by the hash of its value. The hash is of no use for any other comparison than of
 * equality.
 *
 * @param field where the request has the value
 * @param path where the record has its hash
 * @param position where the request has the condition
 * @param parameters take the hashes
 * @param bindsLists whether {@code in} is planned without its values: in an order each value is an alternative
 * @param ofElement whether a record may have several of them: a list of values would find it as often as it has one
 */
record SensitiveTranslator(
        FieldPath field,
        FieldPath path,
        SensitiveFields sensitive,
        String position,
        Parameters parameters,
        boolean bindsLists,
        boolean ofElement)
        implements FieldConditions {

    @Override
    public List<Leaf> alternatives(Filter.Comparison comparison) {
        if (comparison instanceof Filter.In in) {
            return path.isRepeated() || ofElement || !bindsLists
                    ? hashes(in).stream().map(hash -> leaf(Type.EQUALS, hash)).toList()
                    : List.of(oneOf(in));
        }
        Filter.Compare compare = equality(comparison);
        ByteString hash = hash(compare.value(), name(compare.operator()));
        return compare.operator() == Filter.Operator.EQUALS
                ? List.of(leaf(Type.EQUALS, hash))
                : List.of(leaf(Type.LESS_THAN, hash), leaf(Type.GREATER_THAN, hash));
    }

    @Override
    public Leaf single(Filter.Comparison comparison) {
        if (comparison instanceof Filter.In in) {
            return oneOf(in);
        }
        Filter.Compare compare = equality(comparison);
        Type type = compare.operator() == Filter.Operator.EQUALS ? Type.EQUALS : Type.NOT_EQUALS;
        return leaf(type, hash(compare.value(), name(compare.operator())));
    }

    private Leaf leaf(Type type, ByteString hash) {
        return new Leaf.OnScalar(StoredOrder.of(path.last(), type, parameters.bindSensitive(hash)));
    }

    /** Each value once: the Record Layer reads one that is there twice, twice. */
    private Leaf oneOf(Filter.In in) {
        List<ByteString> hashes = hashes(in).stream().distinct().toList();
        return new Leaf.OnScalar(new ParameterComparison(Type.IN, parameters.bindSensitive(hashes)));
    }

    private Filter.Compare equality(Filter.Comparison comparison) {
        if (comparison instanceof Filter.Compare compare
                && (compare.operator() == Filter.Operator.EQUALS || compare.operator() == Filter.Operator.NOT_EQUALS)) {
            return compare;
        }
        sensitive.refuse(field, position);
        throw new IllegalStateException("the field is not sensitive");
    }

    private List<ByteString> hashes(Filter.In in) {
        if (in.values().isEmpty() || in.values().size() > QueryLimits.MAX_IN_VALUES) {
            throw new InvalidRequest(position + ".in", "it needs 1 to " + QueryLimits.MAX_IN_VALUES + " values");
        }
        return IntStream.range(0, in.values().size())
                .mapToObj(i -> hash(in.values().get(i), "in.values[" + i + "]"))
                .toList();
    }

    private ByteString hash(Scalar value, String requestField) {
        if (!field.isTime()) {
            return sensitive.hash(field, ScalarTypes.convert(value, field.last(), position + "." + requestField));
        }
        if (value instanceof Scalar.Time time) {
            return sensitive.hash(field, time.seconds(), time.nanos());
        }
        throw new InvalidRequest(
                position + "." + requestField,
                "'" + field + "' is a " + field.last().getMessageType().getFullName()
                        + ": compare it with timestamp_value or duration_value");
    }

    private static String name(Filter.Operator operator) {
        return operator.name().toLowerCase(Locale.ROOT);
    }
}
