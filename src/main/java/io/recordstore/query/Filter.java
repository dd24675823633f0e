package io.recordstore.query;

import io.recordstore.record.Scalar;
import java.util.List;

/** A condition on a record. {@code position} is where the request has it, for errors. */
public sealed interface Filter {

    /** On one field, or on the values to which a path through repeated fields leads. */
    record Field(String path, Quantifier quantifier, Comparison comparison, String position) implements Filter {}

    /** On the elements of a repeated field of messages, or the entries of a map. */
    record Element(String path, Quantifier quantifier, Filter filter, String position) implements Filter {}

    /** True when all are. */
    record And(List<Filter> filters) implements Filter {
        public And {
            filters = List.copyOf(filters);
        }
    }

    /** True when one is. */
    record Or(List<Filter> filters) implements Filter {
        public Or {
            filters = List.copyOf(filters);
        }
    }

    /** True when the other is false. */
    record Not(Filter filter) implements Filter {}

    /** Which of several values must match. */
    enum Quantifier {
        /** At least one: false where there is none. */
        ANY,
        /** None is false: true where there is none. */
        ALL
    }

    /** What a field is compared with. A field that is not set matches {@link IsNull} alone. */
    sealed interface Comparison {}

    /** A comparison with one value. */
    record Compare(Operator operator, Scalar value) implements Comparison {}

    /** The field is one of these. */
    record In(List<Scalar> values) implements Comparison {
        public In {
            values = List.copyOf(values);
        }
    }

    /** The field is not set, or is. */
    record IsNull(boolean isNull) implements Comparison {}

    /** The words of a string. */
    record Words(WordMatch match, String text) implements Comparison {}

    /** Comparisons with one value, by the name that the API gives them. */
    enum Operator {
        EQUALS,
        NOT_EQUALS,
        LESS_THAN,
        LESS_THAN_OR_EQUALS,
        GREATER_THAN,
        GREATER_THAN_OR_EQUALS,
        STARTS_WITH;

        /** What is true where this is false, of a value that is there; {@code STARTS_WITH} has none. */
        Operator negated() {
            return switch (this) {
                case EQUALS -> NOT_EQUALS;
                case NOT_EQUALS -> EQUALS;
                case LESS_THAN -> GREATER_THAN_OR_EQUALS;
                case LESS_THAN_OR_EQUALS -> GREATER_THAN;
                case GREATER_THAN -> LESS_THAN_OR_EQUALS;
                case GREATER_THAN_OR_EQUALS -> LESS_THAN;
                case STARTS_WITH -> throw new IllegalStateException("starts_with has no opposite");
            };
        }
    }

    /** How words are looked for, by the name that the API gives it. */
    enum WordMatch {
        /** One of them is there. */
        ANY,
        /** All of them are there. */
        ALL,
        /** They are there one after the other. */
        PHRASE,
        /** A word is there that starts with this one. */
        PREFIX
    }
}
