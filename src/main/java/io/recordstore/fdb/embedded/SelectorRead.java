package io.recordstore.fdb.embedded;

import com.apple.foundationdb.KeyValue;
import io.recordstore.fdb.embedded.KnownSegments.Kind;
import io.recordstore.fdb.embedded.KnownSegments.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a range read with counting key selectors has in common in both directions: resolving a selector as far as what is
 * known goes, asking the database for more, and gathering pairs. The order of these steps is that of FoundationDB's
 * read-your-writes layer ({@code ReadYourWrites.actor.cpp}); it decides whether a read fails on an unreadable key and
 * what it conflicts with, so it is part of the semantics. Used by one thread, for one read.
 */
abstract class SelectorRead {
    /** Single cleared keys that a request may read over, at most two to this power. */
    private static final int MAX_DOUBLINGS = 20;

    /** Pieces that a request looks ahead over, beside the single cleared keys that it may count. */
    private static final int LOOK_AHEAD = 100;

    /** Bytes that a storage server counts for a row beside key and value. */
    private static final int STORED_ROW_BYTES = 24;

    /** A selector on its way to being resolved, and the piece that it has got to. */
    static final class Border {
        byte[] key;
        int offset;
        /** What was left to count when it stopped; unlike the offset it is not reset at the ends of the key space. */
        int left;

        Piece piece;

        Border(Selector selector) {
            this.key = selector.key();
            this.offset = selector.offset();
            this.left = selector.offset();
        }

        boolean isResolved() {
            return offset == 1;
        }

        boolean isAtOrBehind(Border other) {
            return !Keys.less(key, other.key);
        }

        Selector selector() {
            return new Selector(key, offset);
        }
    }

    final ReadView view;
    final KnownSegments segments;
    final RangeLimits limits;
    final List<KeyValue> pairs = new ArrayList<>();
    int pastLimit;
    int requests;
    boolean reachedFirst;
    boolean reachedEnd;
    boolean stoppedShort;

    SelectorRead(ReadView view, KnownSegments segments, RangeLimits limits) {
        this.view = view;
        this.segments = segments;
        this.limits = limits;
    }

    /** Returns the key that a selector stands for: the first key when it runs off the front, the end when off the end. */
    static byte[] key(ReadView view, KnownSegments segments, Selector selector) {
        RangeLimits one = RangeLimits.rows(1);
        RangeChunk chunk;
        if (selector.offset() > 0) {
            chunk = new ForwardSelectorRead(view, segments, one).read(selector, Selector.firstAtOrAfter(view.end()));
            if (chunk.reachedFirst()) {
                return Keys.FIRST;
            }
            return chunk.reachedEnd() || chunk.pairs().isEmpty()
                    ? view.end()
                    : chunk.last().getKey();
        }
        chunk = new BackwardSelectorRead(view, segments, one)
                .read(Selector.firstAtOrAfter(Keys.FIRST), new Selector(selector.key(), selector.offset() + 1));
        if (chunk.reachedEnd()) {
            return view.end();
        }
        return chunk.reachedFirst() || chunk.pairs().isEmpty()
                ? Keys.FIRST
                : chunk.last().getKey();
    }

    final byte[] keyOf(Border border) {
        return key(view, segments, border.selector());
    }

    /** Notes where a border that was read out in full has turned out to lie. */
    final void noteEnds(byte[] resolved) {
        reachedFirst |= resolved.length == 0;
        reachedEnd |= Arrays.equals(resolved, view.end());
    }

    /**
     * Counts a border towards its key over the pieces that are known, until it is resolved, meets a piece that is not, or
     * runs off the key space.
     */
    final void resolve(Border border) {
        boolean counting = border.offset != 1;
        boolean intoPrevious = border.offset <= 0 && border.key.length > 0;
        border.piece = segments.at(border.key);
        if (intoPrevious && Arrays.equals(border.piece.begin(), border.key)) {
            border.piece = segments.before(border.key);
        }
        countForward(border);
        countBackward(border);
        if (counting) {
            border.left = border.offset;
        }
        if (border.piece.isKnown() && border.offset < 1) {
            reachedFirst = true;
            border.key = Keys.FIRST;
            border.offset = 1;
        } else if (border.piece.isKnown() && border.offset > 1) {
            reachedEnd = true;
            border.key = view.end();
            border.offset = 1;
        } else {
            skipEmpty(border);
        }
    }

    private void countForward(Border border) {
        while (border.offset > 1 && border.piece.isKnown() && Keys.less(border.piece.end(), view.end())) {
            if (border.piece.kind() == Kind.PAIR) {
                border.offset--;
            }
            stepForward(border);
        }
    }

    private void countBackward(Border border) {
        while (border.offset < 1 && border.piece.isKnown() && border.piece.begin().length > 0) {
            if (border.piece.kind() == Kind.PAIR) {
                border.offset++;
                if (border.offset == 1) {
                    border.key = border.piece.begin();
                    return;
                }
            }
            border.piece = segments.before(border.piece.begin());
            border.key = border.piece.end();
        }
    }

    private void skipEmpty(Border border) {
        while (border.piece.kind() == Kind.EMPTY && Keys.less(border.piece.end(), view.end())) {
            stepForward(border);
        }
    }

    private void stepForward(Border border) {
        border.piece = segments.at(border.piece.end());
        border.key = border.piece.begin();
    }

    /** Fails on an unreadable piece, and says whether the piece is unknown. */
    static boolean isUnknown(Piece piece) {
        if (piece.kind() == Kind.UNREADABLE) {
            throw FdbError.ACCESSED_UNREADABLE.exception();
        }
        return piece.kind() == Kind.UNKNOWN;
    }

    /** Takes the pair of a known piece, or counts it when the limit is reached already. */
    final void take(Piece piece) {
        if (piece.kind() != Kind.PAIR || piece.value() == null) {
            return;
        }
        if (limits.isReached()) {
            pastLimit++;
        } else {
            limits.take(piece.begin(), piece.value());
            pairs.add(new KeyValue(piece.begin().clone(), piece.value().clone()));
        }
    }

    /** How many single cleared keys the next request may read over. */
    final int clearedAllowed() {
        return requests == 0 ? 0 : 1 << Math.min(requests, MAX_DOUBLINGS);
    }

    final int lookAhead() {
        return clearedAllowed() + LOOK_AHEAD;
    }

    /** Asks the database for a stretch and notes what is known of it then. */
    final RangeChunk request(Selector begin, Selector end, long extraRows, int offset, boolean reverse) {
        RangeLimits asked = limits.forRequest(extraRows, offset, requests, STORED_ROW_BYTES);
        requests++;
        ReadView stored = new ReadView(WriteView.NONE, view.storage(), view.end(), false);
        RangeReader reader = new RangeReader(stored);
        return reverse ? reader.backward(begin, end, asked) : reader.forward(begin, end, asked);
    }

    final RangeChunk finish(boolean more) {
        return new RangeChunk(pairs, more, reachedFirst, reachedEnd);
    }

    final RangeChunk nothing() {
        return new RangeChunk(List.of(), false, reachedFirst, reachedEnd);
    }
}
