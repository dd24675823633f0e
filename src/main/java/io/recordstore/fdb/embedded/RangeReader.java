package io.recordstore.fdb.embedded;

import com.apple.foundationdb.KeyValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Resolves key selectors and reads ranges straight over one {@link ReadView}: where the selectors do not count, or there
 * are no writes of the transaction to lay over. For all else there is {@link SelectorRead}. Used by one thread.
 */
final class RangeReader {
    private final ReadView view;

    RangeReader(ReadView view) {
        this.view = view;
    }

    /** Returns the key that a selector stands for: the first key when it runs off the front, the end when off the end. */
    byte[] key(Selector selector) {
        return selector.offset() > 0 ? keyForward(selector) : keyBackward(selector);
    }

    private byte[] keyForward(Selector selector) {
        try (MergedWalk walk = MergedWalk.forward(view, selector.key())) {
            for (int left = selector.offset(); left > 0; left--) {
                if (!walk.advance(view.end())) {
                    return view.end();
                }
            }
            return walk.key;
        }
    }

    private byte[] keyBackward(Selector selector) {
        try (MergedWalk walk = MergedWalk.backward(view, selector.key())) {
            for (int left = 1 - selector.offset(); left > 0; left--) {
                if (!walk.advance(Keys.FIRST)) {
                    return Keys.FIRST;
                }
            }
            return walk.key;
        }
    }

    /** Reads from {@code begin} towards {@code end} until a limit is reached. */
    RangeChunk forward(Selector begin, Selector end, RangeLimits limits) {
        byte[] from = begin.offset() == 1 ? begin.key() : key(begin);
        byte[] to = end.offset() == 1 ? end.key() : key(end);
        if (!Keys.less(from, to)) {
            return RangeChunk.EMPTY;
        }
        List<KeyValue> pairs = new ArrayList<>();
        if (view.writes().isPristine()) {
            gatherStored(pairs, from, to, limits);
        } else {
            gather(pairs, MergedWalk.forward(view, from), to, limits);
        }
        return chunk(pairs, begin, end, from, to, limits);
    }

    /** Reads from {@code end} back towards {@code begin} until a limit is reached. */
    RangeChunk backward(Selector begin, Selector end, RangeLimits limits) {
        byte[] from = begin.offset() == 1 ? begin.key() : key(begin);
        byte[] to = end.offset() == 1 ? end.key() : key(end);
        if (!Keys.less(from, to)) {
            return RangeChunk.EMPTY;
        }
        List<KeyValue> pairs = new ArrayList<>();
        if (view.writes().isPristine()) {
            gatherStoredBackward(pairs, from, to, limits);
        } else {
            gather(pairs, MergedWalk.backward(view, to), from, limits);
        }
        return chunk(pairs, begin, end, from, to, limits);
    }

    private static void gather(List<KeyValue> pairs, MergedWalk walk, byte[] border, RangeLimits limits) {
        try (walk) {
            while (!limits.isReached() && walk.advance(border)) {
                limits.take(walk.key, walk.value);
                pairs.add(new KeyValue(walk.key, walk.value));
            }
        }
    }

    /** The commonest read of all, with no writes to lay over: as few steps for a pair as can be. */
    private void gatherStored(List<KeyValue> pairs, byte[] from, byte[] to, RangeLimits limits) {
        try (StorageCursor cursor = view.storage().cursor()) {
            cursor.seek(from);
            while (cursor.isValid() && Keys.less(cursor.key(), to)) {
                take(cursor, pairs, limits);
                if (limits.isReached()) {
                    return;
                }
                cursor.next();
            }
        }
    }

    private void gatherStoredBackward(List<KeyValue> pairs, byte[] from, byte[] to, RangeLimits limits) {
        try (StorageCursor cursor = view.storage().cursor()) {
            cursor.seekBefore(to);
            while (cursor.isValid() && !Keys.less(cursor.key(), from)) {
                take(cursor, pairs, limits);
                if (limits.isReached()) {
                    return;
                }
                cursor.previous();
            }
        }
    }

    private static void take(StorageCursor cursor, List<KeyValue> pairs, RangeLimits limits) {
        byte[] key = cursor.key();
        byte[] value = cursor.value();
        limits.take(key, value);
        pairs.add(new KeyValue(key, value));
    }

    private RangeChunk chunk(
            List<KeyValue> pairs, Selector begin, Selector end, byte[] from, byte[] to, RangeLimits limits) {
        boolean reachedFirst = begin.offset() < 1 && from.length == 0;
        boolean reachedEnd = end.offset() > 1 && Arrays.equals(to, view.end());
        return new RangeChunk(pairs, limits.isReached(), reachedFirst, reachedEnd && !limits.isReached());
    }
}
