package io.recordstore.fdb.embedded;

import com.apple.foundationdb.KeyValue;
import java.util.List;

/**
 * One chunk of a range read.
 *
 * @param pairs what was found, in the order of the read
 * @param more whether a limit ended it rather than the range
 * @param reachedFirst whether a selector ran over the first key
 * @param reachedEnd whether a selector ran over the last readable key
 */
record RangeChunk(List<KeyValue> pairs, boolean more, boolean reachedFirst, boolean reachedEnd) {
    static final RangeChunk EMPTY = new RangeChunk(List.of(), false, false, false);

    KeyValue last() {
        return pairs.get(pairs.size() - 1);
    }
}
