package io.recordstore.fdb.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of keys as ranges that neither overlap nor touch. Used by one thread at a time. */
final class RangeSet {
    /** End by begin. */
    private final TreeMap<byte[], byte[]> ranges = new TreeMap<>(Keys.ORDER);

    /** Adds the keys from {@code begin} up to, not including, {@code end}; nothing when that is empty. */
    void add(byte[] begin, byte[] end) {
        if (!Keys.less(begin, end)) {
            return;
        }
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
        Map.Entry<byte[], byte[]> before = ranges.floorEntry(key);
        return before != null && Keys.less(key, before.getValue());
    }

    /** Returns the range that begins at or before {@code key}, end by begin, or null. */
    Map.Entry<byte[], byte[]> floor(byte[] key) {
        return ranges.floorEntry(key);
    }

    /** Returns the range that begins before {@code key}, end by begin, or null. */
    Map.Entry<byte[], byte[]> lower(byte[] key) {
        return ranges.lowerEntry(key);
    }

    /** Returns where the first range after {@code key} begins, or null. */
    byte[] beginAfter(byte[] key) {
        return ranges.higherKey(key);
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    void clear() {
        ranges.clear();
    }

    /** Returns the ranges in order. */
    List<KeyRange> toList() {
        List<KeyRange> list = new ArrayList<>(ranges.size());
        ranges.forEach((begin, end) -> list.add(new KeyRange(begin, end)));
        return list;
    }
}
