package io.recordstore.fdb.embedded;

import io.recordstore.fdb.embedded.WriteView.Segment;
import java.util.List;

/** What one attempt has read: the ranges that it conflicts on and those that it knows. Guarded by the attempt's lock. */
final class ReadSet {
    private final RangeLog conflicts = new RangeLog();
    private final RangeLog known = new RangeLog();
    private long size;

    /** Adds those parts of a range as conflicts whose content depends on the database, given the writes that it saw. */
    void addConflict(WriteView seen, KeyRange range) {
        if (seen.isPristine()) {
            add(range);
            return;
        }
        for (Segment segment = seen.segmentAt(range.begin());
                Keys.less(segment.begin(), range.end());
                segment = segment.next()) {
            if (segment.dependsOnDatabase()) {
                add(new KeyRange(Keys.max(range.begin(), segment.begin()), Keys.min(range.end(), segment.end())));
            }
        }
    }

    private void add(KeyRange range) {
        if (!range.isEmpty()) {
            size += range.size() + Limits.CONFLICT_RANGE_BYTES;
            conflicts.add(range);
        }
    }

    /** Notes that a range of the database is known. */
    void learn(KeyRange range) {
        if (!range.isEmpty()) {
            known.add(range);
        }
    }

    /** What is known, as ranges that neither overlap nor touch, in order. */
    List<KeyRange> known() {
        return known.toList();
    }

    boolean isKnown(byte[] key) {
        return known.contains(key);
    }

    /** The conflicts, as ranges that neither overlap nor touch, in order. */
    List<KeyRange> conflicts() {
        return conflicts.toList();
    }

    /** Bytes of the conflicts, as {@code getApproximateSize} counts them. */
    long size() {
        return size;
    }
}
