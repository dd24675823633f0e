package io.recordstore.fdb.embedded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Ranges that are noted far more often than they are looked at, as those that a transaction reads: noting one appends it,
 * looking sorts them and joins those that overlap or touch. Used by one thread at a time.
 *
 * <p>Invariant: the first {@code joined} ranges are in order and neither overlap nor touch. Whenever as many have been
 * noted since, all are joined anew, so what is read again and again takes no more memory, and a note costs a logarithmic
 * number of steps at most.
 */
final class RangeLog {
    /** Below this many joining anew saves nothing worth it: a hundred kilobytes. */
    static final int MIN_NOTED = 1_024;

    private static final Comparator<KeyRange> BY_BEGIN = Comparator.comparing(KeyRange::begin, Keys.ORDER);

    private List<KeyRange> ranges = new ArrayList<>();
    private int joined;

    /** Notes a range that is not empty. */
    void add(KeyRange range) {
        ranges.add(range);
        if (ranges.size() - joined >= Math.max(MIN_NOTED, joined)) {
            join();
        }
    }

    /** How many ranges are held, joined or not. */
    int size() {
        return ranges.size();
    }

    /** Whether {@code key} lies in one of the ranges. */
    boolean contains(byte[] key) {
        join();
        int low = 0;
        int high = joined;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Keys.less(key, ranges.get(middle).end())) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low < joined && !Keys.less(key, ranges.get(low).begin());
    }

    /** Returns the ranges in order, those that overlap or touch as one. */
    List<KeyRange> toList() {
        join();
        return List.copyOf(ranges);
    }

    private void join() {
        if (joined == ranges.size()) {
            return;
        }
        ranges.sort(BY_BEGIN);
        List<KeyRange> result = new ArrayList<>(ranges.size());
        KeyRange last = ranges.get(0);
        for (KeyRange range : ranges.subList(1, ranges.size())) {
            if (Keys.less(last.end(), range.begin())) {
                result.add(last);
                last = range;
            } else if (Keys.less(last.end(), range.end())) {
                last = new KeyRange(last.begin(), range.end());
            }
        }
        result.add(last);
        ranges = result;
        joined = result.size();
    }
}
