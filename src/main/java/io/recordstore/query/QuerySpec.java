package io.recordstore.query;

import java.util.List;
import java.util.Optional;

/**
 * Which records of a type, in which order, how many, and what of them.
 *
 * @param filter all when empty
 * @param orderBy any order when empty
 * @param limit at most this many rows; 0 for as many as there are
 * @param allowScan whether records may be read and discarded where no index narrows the query
 * @param fields the paths of the fields to return; whole records when empty
 * @param distinct whether each combination of the fields' values is returned once
 * @param isolation what the rows have in common
 */
public record QuerySpec(
        String recordType,
        Optional<Filter> filter,
        List<SortKey> orderBy,
        int limit,
        boolean allowScan,
        List<String> fields,
        boolean distinct,
        Isolation isolation) {
    public QuerySpec {
        orderBy = List.copyOf(orderBy);
        fields = List.copyOf(fields);
    }

    /** What rows that are returned one after the other have in common. */
    public enum Isolation {
        /** Each page is of one moment, later pages of later ones. */
        SNAPSHOT,
        /** All rows are of one moment, for as long as the store keeps it. */
        SERIALIZABLE
    }

    /** All records that a filter selects, whole and in any order. */
    public static QuerySpec of(String recordType, Optional<Filter> filter, boolean allowScan) {
        return new QuerySpec(recordType, filter, List.of(), 0, allowScan, List.of(), false, Isolation.SNAPSHOT);
    }

    /** Whether its rows come in an order. */
    boolean isSorted() {
        return distinct || !orderBy.isEmpty();
    }

    /** The same, returning no more than these fields. */
    public QuerySpec returning(List<String> paths) {
        return new QuerySpec(recordType, filter, orderBy, limit, allowScan, paths, distinct, isolation);
    }

    /** The same, with rows that have this in common. */
    public QuerySpec isolated(Isolation level) {
        return new QuerySpec(recordType, filter, orderBy, limit, allowScan, fields, distinct, level);
    }
}
