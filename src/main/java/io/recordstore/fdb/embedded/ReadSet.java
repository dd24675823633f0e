package io.recordstore.fdb.embedded;

import io.recordstore.fdb.embedded.WriteView.Segment;
import java.util.ArrayList;
import java.util.List;

/** What one attempt has read: the ranges that it conflicts on and those that it knows. Guarded by the attempt's lock. */
final class ReadSet {
    private final RangeSet conflicts = new RangeSet();
    private final List<KeyRange> known = new ArrayList<>();
    private long size;

    /** Adds those parts of a range as conflicts whose content depends on the database, given the writes that it saw. */
    void addConflict(WriteView seen, KeyRange range) {
        if (seen.isPristine()) {
            add(range.begin(), range.end());
            return;
        }
        for (Segment segment = seen.segmentAt(range.begin());
                Keys.less(segment.begin(), range.end());
                segment = segment.next()) {
            if (segment.dependsOnDatabase()) {
                add(Keys.max(range.begin(), segment.begin()), Keys.min(range.end(), segment.end()));
            }
        }
    }

    private void add(byte[] begin, byte[] end) {
        if (Keys.less(begin, end)) {
            size += begin.length + end.length + Limits.CONFLICT_RANGE_BYTES;
            conflicts.add(begin, end);
        }
    }

    /** Notes that a range of the database is known. */
    void learn(KeyRange range) {
        known.add(range);
    }

    /** What is known, in the order in which it was learned. */
    List<KeyRange> known() {
        return known;
    }

    boolean isKnown(byte[] key) {
        return known.stream().anyMatch(range -> !Keys.less(key, range.begin()) && Keys.less(key, range.end()));
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
