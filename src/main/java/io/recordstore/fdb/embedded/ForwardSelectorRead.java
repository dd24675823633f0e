package io.recordstore.fdb.embedded;

import io.recordstore.fdb.embedded.KnownSegments.Kind;
import io.recordstore.fdb.embedded.KnownSegments.Piece;
import java.util.Arrays;

/** A forward range read whose selectors count; see {@link SelectorRead}. */
final class ForwardSelectorRead extends SelectorRead {
    private Border begin;
    private Border end;
    private long extraRows;

    ForwardSelectorRead(ReadView view, KnownSegments segments, RangeLimits limits) {
        super(view, segments, limits);
    }

    /** Reads from {@code from} towards {@code to} until a limit is reached. */
    RangeChunk read(Selector from, Selector to) {
        begin = new Border(from);
        end = new Border(to);
        resolveBoth();
        if (isInverted()) {
            return RangeChunk.EMPTY;
        }
        if (begin.isResolved() && Arrays.equals(begin.key, view.end()) || end.isResolved() && end.key.length == 0) {
            return nothing();
        }
        if (!end.isResolved() && Keys.less(end.key, begin.key)) {
            byte[] resolvedEnd = keyOf(end);
            noteEnds(resolvedEnd);
            if (begin.offset > 0 && !Keys.less(begin.key, resolvedEnd)) {
                return RangeChunk.EMPTY;
            }
            if (resolvedEnd.length == 0) {
                return nothing();
            }
            resolveBoth();
        }
        return gather();
    }

    private void resolveBoth() {
        resolve(begin);
        resolve(end);
    }

    private boolean isInverted() {
        return begin.left >= end.left && begin.isAtOrBehind(end);
    }

    private RangeChunk gather() {
        while (true) {
            if (pairs.isEmpty() && isInverted()) {
                return RangeChunk.EMPTY;
            }
            if (end.offset <= 1 && end.key.length == 0) {
                return nothing();
            }
            if (begin.offset >= end.offset && begin.isAtOrBehind(end)
                    || begin.offset >= 1 && !Keys.less(begin.key, view.end())) {
                settleEnd();
                break;
            }
            Piece piece = begin.piece;
            if (piece.isKnown() && Keys.less(end.piece.begin(), piece.begin())) {
                if (end.isResolved()) {
                    break;
                }
                return nothing();
            }
            boolean enough = limits.isReached() && pastLimit >= 1 - end.offset;
            if (enough || isAtEnd(piece)) {
                break;
            }
            if (!isUnknown(piece)) {
                take(piece);
                begin.piece = segments.at(piece.end());
            } else if (limits.hasByteLimit() && !pairs.isEmpty() && pastLimit >= 1 - end.offset) {
                stoppedShort = true;
                break;
            } else {
                readOn(piece);
            }
        }
        return cut();
    }

    private void settleEnd() {
        if (!end.isResolved() && !pairs.isEmpty()) {
            byte[] resolvedEnd = keyOf(end);
            noteEnds(resolvedEnd);
            end.key = resolvedEnd;
            end.offset = 1;
        }
    }

    private boolean isAtEnd(Piece piece) {
        boolean endsHere = begin.offset > 0 && end.isResolved() && Arrays.equals(end.key, piece.begin());
        return piece.isAt(end.piece) && (piece.isKnown() || endsHere);
    }

    /** Asks the database for what lies from an unknown piece on, over what is known but trivial. */
    private void readOn(Piece piece) {
        int allowed = clearedAllowed();
        Piece last = piece;
        int cleared = 0;
        if (Keys.less(piece.begin(), end.piece.begin())) {
            Ahead ahead = lookForward(piece);
            last = ahead.last;
            cleared = Math.min(ahead.cleared, allowed);
        }
        Selector to;
        if (!last.isAt(end.piece)) {
            to = Selector.firstAtOrAfter(last.end());
            extraRows += end.offset < 1 ? 1 - end.offset : 0;
        } else if (end.offset < 1) {
            to = Selector.firstAtOrAfter(end.key);
            extraRows += 1 - end.offset;
        } else {
            if (end.offset > 1) {
                cleared += countClearedForward(last, allowed - cleared);
            }
            to = new Selector(end.key, end.offset > 1 ? end.offset + cleared : 1);
        }
        extraRows += cleared;
        Selector from = requestBegin(piece, allowed);
        if (Keys.less(to.key(), from.key())) {
            to = new Selector(from.key(), to.offset());
        }
        RangeChunk chunk = request(from, to, extraRows, 2 - from.offset(), false);
        extraRows = 0;
        learn(chunk, from, to);
        resolveBoth();
    }

    private Selector requestBegin(Piece piece, int allowed) {
        if (begin.isResolved()) {
            begin.key = Keys.max(piece.begin(), begin.key);
            return begin.selector();
        }
        if (begin.offset > 1) {
            extraRows += begin.offset - 1;
            return Selector.firstAtOrAfter(begin.key);
        }
        int cleared = countClearedBackward(segments, piece, allowed);
        extraRows += cleared;
        return new Selector(begin.key, begin.offset - cleared);
    }

    private record Ahead(Piece last, int cleared) {}

    /** Looks over single cleared keys and own pairs for the last unknown piece before something that is known. */
    private Ahead lookForward(Piece from) {
        Piece piece = from;
        Piece lastUnknown = from;
        byte[] emptyFrom = from.begin();
        int cleared = 0;
        for (int steps = lookAhead(); steps > 0 && !piece.isAt(end.piece); steps--) {
            if (piece.kind() == Kind.UNREADABLE || piece.kind() == Kind.EMPTY) {
                if (piece.isWide(emptyFrom)) {
                    return new Ahead(lastUnknown, cleared);
                }
                cleared++;
            } else {
                emptyFrom = piece.end();
            }
            piece = segments.at(piece.end());
            if (piece.kind() == Kind.UNKNOWN) {
                lastUnknown = piece;
            }
        }
        return new Ahead(lastUnknown, cleared);
    }

    private int countClearedForward(Piece from, int max) {
        Piece piece = from;
        byte[] emptyFrom = piece.begin();
        int cleared = 0;
        while (cleared < max && Keys.less(piece.end(), view.end())) {
            if (piece.kind() == Kind.UNREADABLE || piece.kind() == Kind.EMPTY) {
                if (piece.isWide(emptyFrom)) {
                    return cleared;
                }
                cleared++;
            } else {
                emptyFrom = piece.end();
            }
            piece = segments.at(piece.end());
        }
        return cleared;
    }

    static int countClearedBackward(KnownSegments segments, Piece from, int max) {
        Piece piece = from;
        byte[] emptyTo = piece.end();
        int cleared = 0;
        while (cleared < max && piece.begin().length > 0) {
            if (piece.kind() == Kind.UNREADABLE || piece.kind() == Kind.EMPTY) {
                if (piece.kind() == Kind.UNREADABLE || !Keys.isAfter(piece.begin(), emptyTo)) {
                    return cleared;
                }
                cleared++;
            } else {
                emptyTo = piece.begin();
            }
            piece = segments.before(piece.begin());
        }
        return cleared;
    }

    private void learn(RangeChunk chunk, Selector from, Selector to) {
        byte[] knownFrom = from.offset() <= 1 ? from.key() : Keys.STORED_END;
        byte[] knownTo = !chunk.more() && to.offset() >= 1 ? to.key() : Keys.FIRST;
        if (chunk.reachedFirst()) {
            knownFrom = Keys.FIRST;
        }
        if (chunk.reachedEnd()) {
            knownTo = Keys.STORED_END;
        }
        if (!chunk.pairs().isEmpty()) {
            knownFrom = Keys.min(knownFrom, chunk.pairs().get(0).getKey());
            knownTo = Keys.max(
                    chunk.more() ? Keys.FIRST : knownTo, Keys.after(chunk.last().getKey()));
        }
        segments.learn(knownFrom, knownTo);
    }

    private RangeChunk cut() {
        boolean more = stoppedShort || limits.isReached();
        if (end.isResolved()) {
            int kept = pairs.size();
            while (kept > 0 && !Keys.less(pairs.get(kept - 1).getKey(), end.key)) {
                kept--;
            }
            more &= kept == pairs.size();
            pairs.subList(kept, pairs.size()).clear();
        }
        reachedEnd &= !more;
        return finish(more);
    }
}
