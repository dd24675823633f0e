package io.recordstore.fdb.embedded;

import io.recordstore.fdb.embedded.KnownSegments.Kind;
import io.recordstore.fdb.embedded.KnownSegments.Piece;
import java.util.Arrays;

/** A backward range read whose selectors count; see {@link SelectorRead}. */
final class BackwardSelectorRead extends SelectorRead {
    private Border begin;
    private Border end;
    private long extraRows;

    BackwardSelectorRead(ReadView view, KnownSegments segments, RangeLimits limits) {
        super(view, segments, limits);
    }

    /** Reads from {@code to} back towards {@code from} until a limit is reached. */
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
        if (!begin.isResolved() && Keys.less(end.key, begin.key)) {
            byte[] resolvedBegin = keyOf(begin);
            noteEnds(resolvedBegin);
            if (end.offset <= 1 && !Keys.less(resolvedBegin, end.key)) {
                return RangeChunk.EMPTY;
            }
            if (Arrays.equals(resolvedBegin, view.end())) {
                return nothing();
            }
            resolveBoth();
        }
        return gather();
    }

    private void resolveBoth() {
        resolve(end);
        resolve(begin);
    }

    private boolean isInverted() {
        return begin.left >= end.left && begin.isAtOrBehind(end);
    }

    private RangeChunk gather() {
        while (true) {
            if (pairs.isEmpty() && isInverted()) {
                return RangeChunk.EMPTY;
            }
            if (begin.offset > 0 && !Keys.less(begin.key, view.end())) {
                return nothing();
            }
            if (begin.offset >= end.offset && begin.isAtOrBehind(end) || end.offset <= 1 && end.key.length == 0) {
                settleBegin();
                break;
            }
            Piece piece = end.piece;
            boolean countedOut = pastLimit >= begin.offset - 1;
            if (piece.isKnown() && Keys.less(piece.begin(), begin.piece.begin()) && countedOut) {
                if (begin.isResolved()) {
                    break;
                }
                return nothing();
            }
            if (limits.isReached() && countedOut) {
                break;
            }
            if (end.isResolved() && Arrays.equals(end.key, piece.begin())) {
                if (countedOut && piece.isAt(begin.piece)) {
                    break;
                }
                end.piece = segments.before(piece.begin());
                piece = end.piece;
            }
            if (isUnknown(piece)) {
                if (limits.hasByteLimit() && !pairs.isEmpty() && countedOut) {
                    stoppedShort = true;
                    break;
                }
                readOn(piece);
            } else {
                take(piece);
                if (piece.isAt(begin.piece)) {
                    break;
                }
                end.piece = segments.before(piece.begin());
            }
        }
        return cut();
    }

    private void settleBegin() {
        if (!begin.isResolved() && !pairs.isEmpty()) {
            byte[] resolvedBegin = keyOf(begin);
            noteEnds(resolvedBegin);
            begin.key = resolvedBegin;
            begin.offset = 1;
        }
    }

    /** Asks the database for what lies from an unknown piece back, over what is known but trivial. */
    private void readOn(Piece piece) {
        int allowed = clearedAllowed();
        Piece last = piece;
        int cleared = 0;
        if (Keys.less(begin.piece.begin(), piece.begin())) {
            Behind behind = lookBackward(piece);
            last = behind.last;
            cleared = Math.min(behind.cleared, allowed);
        }
        Selector from;
        if (!last.isAt(begin.piece)) {
            from = Selector.firstAtOrAfter(last.begin());
            extraRows += begin.offset > 1 ? begin.offset - 1 : 0;
        } else if (begin.offset > 1) {
            from = Selector.firstAtOrAfter(begin.key);
            extraRows += begin.offset - 1;
        } else {
            if (begin.offset < 1) {
                cleared += ForwardSelectorRead.countClearedBackward(segments, last, allowed - cleared);
            }
            from = new Selector(begin.key, begin.offset < 1 ? begin.offset - cleared : 1);
        }
        extraRows += cleared;
        Selector to = requestEnd(piece, allowed);
        if (Keys.less(to.key(), from.key())) {
            from = new Selector(to.key(), from.offset());
        }
        RangeChunk chunk = request(from, to, extraRows, to.offset(), true);
        extraRows = 0;
        learn(chunk, from, to);
        resolveBoth();
    }

    private Selector requestEnd(Piece piece, int allowed) {
        if (end.isResolved()) {
            end.key = Keys.min(piece.end(), end.key);
            return end.selector();
        }
        if (end.offset < 1) {
            extraRows += 1 - end.offset;
            return Selector.firstAtOrAfter(end.key);
        }
        int cleared = countClearedForward(piece, allowed);
        extraRows += cleared;
        return new Selector(end.key, end.offset + cleared);
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

    private record Behind(Piece last, int cleared) {}

    /** Looks back over single cleared keys and own pairs for the last unknown piece before something that is known. */
    private Behind lookBackward(Piece from) {
        Piece piece = from;
        Piece lastUnknown = from;
        byte[] emptyTo = from.end();
        int cleared = 0;
        for (int steps = lookAhead(); steps > 0 && !piece.isAt(begin.piece); steps--) {
            if (piece.kind() == Kind.UNREADABLE || piece.kind() == Kind.EMPTY) {
                if (piece.kind() == Kind.UNREADABLE || !Keys.isAfter(piece.begin(), emptyTo)) {
                    return new Behind(lastUnknown, cleared);
                }
                cleared++;
            } else {
                emptyTo = piece.begin();
            }
            piece = segments.before(piece.begin());
            if (piece.kind() == Kind.UNKNOWN) {
                lastUnknown = piece;
            }
        }
        return new Behind(lastUnknown, cleared);
    }

    private void learn(RangeChunk chunk, Selector from, Selector to) {
        byte[] knownFrom = !chunk.more() && from.offset() <= 1 ? from.key() : Keys.STORED_END;
        byte[] knownTo = to.offset() >= 1 ? to.key() : Keys.FIRST;
        if (chunk.reachedFirst()) {
            knownFrom = Keys.FIRST;
        }
        if (chunk.reachedEnd()) {
            knownTo = Keys.STORED_END;
        }
        if (!chunk.pairs().isEmpty()) {
            knownFrom = Keys.min(knownFrom, chunk.last().getKey());
            knownTo = Keys.max(knownTo, Keys.after(chunk.pairs().get(0).getKey()));
        }
        segments.learn(knownFrom, knownTo);
    }

    private RangeChunk cut() {
        boolean more = stoppedShort || limits.isReached();
        if (begin.isResolved()) {
            int kept = pairs.size();
            while (kept > 0 && Keys.less(pairs.get(kept - 1).getKey(), begin.key)) {
                kept--;
            }
            more &= kept == pairs.size();
            pairs.subList(kept, pairs.size()).clear();
        }
        reachedFirst &= !more;
        return finish(more);
    }
}
