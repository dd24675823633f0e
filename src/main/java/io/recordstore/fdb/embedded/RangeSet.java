package io.recordstore.fdb.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of keys as ranges that neither overlap nor touch. Most are written often and looked at once, so a range is only
 * noted when it is added and merged with the others when they are looked at. Used by one thread at a time.
 */
final class RangeSet {
    /** Ranges that may wait before they are merged, so that what is added again and again takes no more memory. */
    private static final int MIN_WAITING = 1_024;

    /** End by begin. */
    private final TreeMap<byte[], byte[]> merged = new TreeMap<>(Keys.ORDER);

    private final List<KeyRange> waiting = new ArrayList<>();

    /** Adds the keys from {@code begin} up to, not including, {@code end}; nothing when that is empty. */
    void add(byte[] begin, byte[] end) {
        add(new KeyRange(begin, end));
    }

    /** Adds the keys of a range; nothing when that is empty. */
    void add(KeyRange range) {
        if (!range.isEmpty()) {
            waiting.add(range);
            if (waiting.size() >= Math.max(MIN_WAITING, merged.size())) {
                ranges();
            }
        }
    }

    /** The ranges with all that waited merged in. */
    private TreeMap<byte[], byte[]> ranges() {
        waiting.forEach(range -> merge(merged, range.begin(), range.end()));
        waiting.clear();
        return merged;
    }

    private static void merge(TreeMap<byte[], byte[]> ranges, byte[] begin, byte[] end) {
        byte[] from = begin;
        byte[] to = end;
        Map.Entry<byte[], byte[]> before = ranges.floorEntry(begin);
        if (before != null && !Keys.less(before.getValue(), begin)) {
            if (!Keys.less(before.getValue(), end)) {
                return;
            }
            from = before.getKey();
        }
        Map.Entry<byte[], byte[]> next = ranges.ceilingEntry(begin);
        while (next != null && !Keys.less(to, next.getKey())) {
            to = Keys.max(to, next.getValue());
            ranges.remove(next.getKey());
            next = ranges.ceilingEntry(begin);
        }
        ranges.put(from, to);
    }

    /** Returns whether {@code key} lies in one of the ranges. */
    boolean contains(byte[] key) {
        Map.Entry<byte[], byte[]> before = ranges().floorEntry(key);
        return before != null && Keys.less(key, before.getValue());
    }

    /** Returns the range that begins at or before {@code key}, end by begin, or null. */
    Map.Entry<byte[], byte[]> floor(byte[] key) {
        return ranges().floorEntry(key);
    }

    /** Returns the range that begins before {@code key}, end by begin, or null. */
    Map.Entry<byte[], byte[]> lower(byte[] key) {
        return ranges().lowerEntry(key);
    }

    /** Returns where the first range after {@code key} begins, or null. */
    byte[] beginAfter(byte[] key) {
        return ranges().higherKey(key);
    }

    boolean isEmpty() {
        return merged.isEmpty() && waiting.isEmpty();
    }

    void clear() {
        merged.clear();
        waiting.clear();
    }

    /** Returns the ranges in order. */
    List<KeyRange> toList() {
        List<KeyRange> list = new ArrayList<>(ranges().size());
        merged.forEach((begin, end) -> list.add(new KeyRange(begin, end)));
        return list;
    }
}
