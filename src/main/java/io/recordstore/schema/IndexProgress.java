package io.recordstore.schema;

import com.apple.foundationdb.record.IndexState;
import java.util.List;
import java.util.Optional;

/**
 * An index and how far it is.
 *
 * @param sinceVersion the schema version that added it
 * @param state empty for an index of a version that is no longer in force
 * @param recordsIndexed while it is built: the records that the build has been through
 * @param recordsTotal while it is built: about how many there are to go through
 * @param violations what keeps a unique index from being complete; at most {@link #MAX_VIOLATIONS}
 */
public record IndexProgress(
        IndexDefinition definition,
        int sinceVersion,
        Optional<IndexState> state,
        long recordsIndexed,
        long recordsTotal,
        List<UniquenessViolation> violations) {

    /** Enough to see what is wrong with the records. */
    public static final int MAX_VIOLATIONS = 10;

    public IndexProgress {
        violations = List.copyOf(violations);
    }
}
