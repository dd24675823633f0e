package io.recordstore.graphql.typed.search;

import io.recordstore.query.Filter;
import java.util.EnumSet;
import java.util.Set;

/** What a condition can ask of a value. */
enum FilterOperator {
    EQ("eq", "Equal to it."),
    NE("ne", "Set, and not equal to it."),
    IN("in", "Equal to one of 1 to 1,000."),
    LT("lt", "Less than it."),
    LTE("lte", "Less than it or equal to it."),
    GT("gt", "Greater than it."),
    GTE("gte", "Greater than it or equal to it."),
    STARTS_WITH("startsWith", "Starts with it."),
    IS_NULL("isNull", "Not set, or where false, set."),
    ANY_WORD("any", "Has one of these words."),
    ALL_WORDS("all", "Has all of these words."),
    PHRASE("phrase", "Has these words one after the other."),
    WORD_PREFIX("prefix", "Has a word that starts with this.");

    /** Whether two values are the same. */
    static final Set<FilterOperator> EQUALITY = Set.of(EQ, NE, IN);

    /** Which of two values comes first. */
    static final Set<FilterOperator> ORDER = Set.of(LT, LTE, GT, GTE);

    /** Of the words of a text. */
    static final Set<FilterOperator> WORDS = EnumSet.range(ANY_WORD, WORD_PREFIX);

    private final String argument;
    private final String description;

    FilterOperator(String argument, String description) {
        this.argument = argument;
        this.description = description;
    }

    /** Its name in an input object. */
    String argument() {
        return argument;
    }

    String description() {
        return description;
    }

    /** The comparison with one value that it is. */
    Filter.Operator operator() {
        return switch (this) {
            case EQ -> Filter.Operator.EQUALS;
            case NE -> Filter.Operator.NOT_EQUALS;
            case LT -> Filter.Operator.LESS_THAN;
            case LTE -> Filter.Operator.LESS_THAN_OR_EQUALS;
            case GT -> Filter.Operator.GREATER_THAN;
            case GTE -> Filter.Operator.GREATER_THAN_OR_EQUALS;
            case STARTS_WITH -> Filter.Operator.STARTS_WITH;
            default -> throw new IllegalStateException(this + " compares with no single value");
        };
    }

    /** How it looks for words. */
    Filter.WordMatch wordMatch() {
        return switch (this) {
            case ANY_WORD -> Filter.WordMatch.ANY;
            case ALL_WORDS -> Filter.WordMatch.ALL;
            case PHRASE -> Filter.WordMatch.PHRASE;
            case WORD_PREFIX -> Filter.WordMatch.PREFIX;
            default -> throw new IllegalStateException(this + " looks for no words");
        };
    }
}
