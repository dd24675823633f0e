package io.recordstore.fdb.embedded;

import java.util.List;

/**
 * What a transaction brings to its commit.
 *
 * @param reads ranges that must not have been written since its read version
 * @param writes ranges that count as written by it
 * @param mutations its changes, in the order in which they apply
 */
record CommitData(List<KeyRange> reads, List<KeyRange> writes, List<Mutation> mutations) {
    boolean isReadOnly() {
        return writes.isEmpty() && mutations.isEmpty();
    }

    /** The size that counts against the limit of a transaction, as FoundationDB's client reckons it. */
    long size() {
        long size = 0;
        for (Mutation mutation : mutations) {
            size += mutation.size();
        }
        for (KeyRange range : reads) {
            size += range.size() + Limits.CONFLICT_RANGE_BYTES;
        }
        for (KeyRange range : writes) {
            size += range.size() + Limits.CONFLICT_RANGE_BYTES;
        }
        return size;
    }
}
