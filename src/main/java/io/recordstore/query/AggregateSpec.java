package io.recordstore.query;

import io.recordstore.schema.IndexKind;
import java.util.List;
import java.util.Optional;

/**
 * What to compute over the records of a type.
 *
 * @param kind of the index that keeps it
 * @param path the field; empty for what counts records
 * @param groupBy one value for each combination of these fields' values
 * @param filter equality on fields that the index groups by
 */
public record AggregateSpec(
        String recordType, IndexKind kind, Optional<String> path, List<String> groupBy, Optional<Filter> filter) {
    public AggregateSpec {
        groupBy = List.copyOf(groupBy);
    }

    /** Whether it is of places and not of records. */
    boolean isRank() {
        return kind == IndexKind.RANK || kind == IndexKind.TIME_WINDOW_LEADERBOARD;
    }
}
