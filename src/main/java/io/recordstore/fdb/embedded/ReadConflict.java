package io.recordstore.fdb.embedded;

/**
 * What a read conflicts with: the keys on which its outcome depends. The rules are those of {@code addConflictRange} in
 * FoundationDB's {@code ReadYourWrites.actor.cpp}. Keys that the caller gets are copied, for they are the caller's to change.
 */
final class ReadConflict {
    private ReadConflict() {}

    /** The range that decides what a selector resolved to. */
    static KeyRange ofKey(Selector selector, byte[] result) {
        return selector.offset() <= 0
                ? new KeyRange(result.clone(), selector.key())
                : new KeyRange(selector.key(), Keys.after(result));
    }

    /** The range that decides what a forward read brought. */
    static KeyRange ofForward(Selector begin, Selector end, RangeChunk chunk, byte[] readableEnd) {
        byte[] from = Keys.min(begin.key(), end.key());
        byte[] to = Keys.max(begin.key(), end.key());
        if (Keys.less(begin.key(), end.key()) && end.offset() > 0 && chunk.more()) {
            to = begin.key();
        }
        if (chunk.reachedFirst() && begin.offset() <= 0) {
            from = Keys.FIRST;
        }
        if (chunk.reachedEnd() && end.offset() > 0) {
            to = readableEnd;
        }
        if (!chunk.pairs().isEmpty()) {
            if (begin.offset() <= 0) {
                from = Keys.min(from, chunk.pairs().get(0).getKey().clone());
            }
            to = Keys.max(to, Keys.after(chunk.last().getKey()));
        }
        return new KeyRange(from, to);
    }

    /** The range that decides what a backward read brought. */
    static KeyRange ofBackward(Selector begin, Selector end, RangeChunk chunk, byte[] readableEnd) {
        byte[] from = Keys.min(begin.key(), end.key());
        byte[] to = Keys.max(begin.key(), end.key());
        if (Keys.less(begin.key(), end.key()) && begin.offset() <= 1 && chunk.more()) {
            from = end.key();
        }
        if (chunk.reachedFirst() && begin.offset() <= 0) {
            from = Keys.FIRST;
        }
        if (chunk.reachedEnd() && end.offset() > 0) {
            to = readableEnd;
        }
        if (!chunk.pairs().isEmpty()) {
            from = Keys.min(from, chunk.last().getKey().clone());
            if (end.offset() > 0) {
                to = Keys.max(to, Keys.after(chunk.pairs().get(0).getKey()));
            }
        }
        return new KeyRange(from, to);
    }
}
