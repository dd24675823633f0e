package io.recordstore.query;

import com.apple.foundationdb.record.query.expressions.Comparisons.ParameterComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.Type;
import com.apple.foundationdb.record.query.expressions.FieldWithComparison;
import com.apple.foundationdb.record.query.expressions.Query;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.record.Scalar;
import java.util.ArrayList;
import java.util.List;

/**
 * Comparisons of a {@code google.protobuf.Timestamp} or {@code Duration} by its seconds, then its nanoseconds. A
 * negative duration has negative nanoseconds as well, which sorts the same way.
 */
final class TimeComparison {
    private static final String SECONDS = "seconds";
    private static final String NANOS = "nanos";

    private final String seconds;
    private final String nanos;

    /** @param parameters take its seconds and its nanoseconds */
    TimeComparison(Scalar.Time time, Parameters parameters) {
        this.seconds = parameters.bind(time.seconds());
        this.nanos = parameters.bind(time.nanos());
    }

    /** One of these is true where the comparison is. */
    List<Leaf.OnMessage> alternatives(Filter.Operator operator, FieldDescriptor field, String position) {
        List<QueryComponent> alternatives = new ArrayList<>();
        switch (operator) {
            case EQUALS -> alternatives.add(sameSecond(Type.EQUALS));
            case NOT_EQUALS -> {
                add(alternatives, Type.LESS_THAN);
                add(alternatives, Type.GREATER_THAN);
            }
            case LESS_THAN -> add(alternatives, Type.LESS_THAN);
            case LESS_THAN_OR_EQUALS -> {
                add(alternatives, Type.LESS_THAN);
                alternatives.add(sameSecond(Type.EQUALS));
            }
            case GREATER_THAN -> add(alternatives, Type.GREATER_THAN);
            case GREATER_THAN_OR_EQUALS -> {
                add(alternatives, Type.GREATER_THAN);
                alternatives.add(sameSecond(Type.EQUALS));
            }
            case STARTS_WITH ->
                throw new InvalidRequest(
                        position + ".starts_with", "'" + field.getName() + "' is neither a string nor bytes");
        }
        return alternatives.stream().map(Leaf.OnMessage::new).toList();
    }

    /** True where one of the alternatives is. */
    static Leaf oneOf(List<Leaf> alternatives) {
        List<QueryComponent> components = alternatives.stream()
                .map(leaf -> ((Leaf.OnMessage) leaf).component())
                .toList();
        return new Leaf.OnMessage(components.size() == 1 ? components.get(0) : Query.or(components));
    }

    private void add(List<QueryComponent> alternatives, Type type) {
        alternatives.add(compare(SECONDS, type, seconds));
        alternatives.add(sameSecond(type));
    }

    private QueryComponent sameSecond(Type type) {
        return Query.and(compare(SECONDS, Type.EQUALS, seconds), compare(NANOS, type, nanos));
    }

    private static QueryComponent compare(String field, Type type, String parameter) {
        return new FieldWithComparison(field, new ParameterComparison(type, parameter));
    }
}
