package io.recordstore.query;

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

    private TimeComparison() {}

    /** One of these is true where the comparison is. */
    static List<Leaf.OnMessage> alternatives(
            Filter.Operator operator, Scalar.Time time, FieldDescriptor field, String position) {
        List<QueryComponent> alternatives = new ArrayList<>();
        switch (operator) {
            case EQUALS -> alternatives.add(sameSecond(time, Query.field(NANOS).equalsValue(time.nanos())));
            case NOT_EQUALS -> {
                addLess(alternatives, time);
                addGreater(alternatives, time);
            }
            case LESS_THAN -> addLess(alternatives, time);
            case LESS_THAN_OR_EQUALS -> {
                addLess(alternatives, time);
                alternatives.add(sameSecond(time, Query.field(NANOS).equalsValue(time.nanos())));
            }
            case GREATER_THAN -> addGreater(alternatives, time);
            case GREATER_THAN_OR_EQUALS -> {
                addGreater(alternatives, time);
                alternatives.add(sameSecond(time, Query.field(NANOS).equalsValue(time.nanos())));
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

    private static void addLess(List<QueryComponent> alternatives, Scalar.Time time) {
        alternatives.add(Query.field(SECONDS).lessThan(time.seconds()));
        alternatives.add(sameSecond(time, Query.field(NANOS).lessThan(time.nanos())));
    }

    private static void addGreater(List<QueryComponent> alternatives, Scalar.Time time) {
        alternatives.add(Query.field(SECONDS).greaterThan(time.seconds()));
        alternatives.add(sameSecond(time, Query.field(NANOS).greaterThan(time.nanos())));
    }

    private static QueryComponent sameSecond(Scalar.Time time, QueryComponent nanos) {
        return Query.and(Query.field(SECONDS).equalsValue(time.seconds()), nanos);
    }
}
