package io.recordstore.fdb.embedded;

import io.recordstore.fdb.embedded.WriteView.Segment;
import java.util.Arrays;

/**
 * A walk over the pairs of a {@link ReadView} in one direction: the snapshot's and the transaction's own, merged. It
 * looks at no more than it is asked for, and fails with 1036 when it would have to step over an unreadable key. Used by
 * one thread.
 *
 * <p>Invariant: every pair between where the walk started and {@code position} has been given.
 */
abstract class MergedWalk implements AutoCloseable {
    final ReadView view;
    private StorageCursor cursor;
    byte[] position;
    byte[] key;
    byte[] value;

    private MergedWalk(ReadView view, byte[] position) {
        this.view = view;
        this.position = position;
    }

    static MergedWalk forward(ReadView view, byte[] from) {
        return new Forward(view, from);
    }

    static MergedWalk backward(ReadView view, byte[] from) {
        return new Backward(view, from);
    }

    /**
     * Moves to the next pair short of {@code border}. Forward, the border is the first key out of reach; backward, the
     * last key within.
     *
     * @return whether there was one; its parts are then in {@link #key} and {@link #value}
     */
    abstract boolean advance(byte[] border);

    final StorageCursor cursor() {
        if (cursor == null) {
            cursor = view.storage().cursor();
        }
        return cursor;
    }

    final boolean give(byte[] foundKey, byte[] foundValue) {
        key = foundKey;
        value = foundValue;
        return true;
    }

    @Override
    public final void close() {
        if (cursor != null) {
            cursor.close();
        }
    }

    private static final class Forward extends MergedWalk {
        private Segment segment;
        private boolean sought;

        Forward(ReadView view, byte[] from) {
            super(view, from);
        }

        @Override
        boolean advance(byte[] border) {
            while (Keys.less(position, border)) {
                if (segment == null) {
                    segment = view.writes().segmentAt(position);
                }
                view.checkReadable(segment);
                if (findInSegment(border)) {
                    return true;
                }
            }
            return false;
        }

        private boolean findInSegment(byte[] border) {
            byte[] segmentEnd = segment.end();
            if (segment.isKey()) {
                return findOwn(segmentEnd);
            }
            if (segment.isUnmodifiedRange()) {
                byte[] until = Keys.min(segmentEnd, border);
                seekTo(position);
                if (cursor().isValid()) {
                    byte[] stored = cursor().key();
                    if (Keys.less(stored, until)) {
                        byte[] storedValue = cursor().value();
                        position = Keys.after(stored);
                        leaveSegmentAt(segmentEnd);
                        return give(stored, storedValue);
                    }
                }
                position = until;
            } else {
                position = segmentEnd;
            }
            leaveSegmentAt(segmentEnd);
            return false;
        }

        private boolean findOwn(byte[] segmentEnd) {
            byte[] own = position;
            byte[] stored = OperationStack.isDependent(segment.operations()) ? storedAt(own) : null;
            byte[] resolved = OperationStack.resolve(segment.operations(), stored);
            position = segmentEnd;
            leaveSegmentAt(segmentEnd);
            return resolved != null && give(own.clone(), resolved.clone());
        }

        private byte[] storedAt(byte[] wanted) {
            seekTo(wanted);
            return cursor().isValid() && Arrays.equals(cursor().key(), wanted) ? cursor().value() : null;
        }

        private void leaveSegmentAt(byte[] segmentEnd) {
            if (!Keys.less(position, segmentEnd)) {
                segment = segment.next();
            }
        }

        /** Places the cursor at the first stored key at or after {@code wanted}, without a seek if it is there already. */
        private void seekTo(byte[] wanted) {
            if (!sought) {
                cursor().seek(wanted);
                sought = true;
            } else if (cursor().isValid() && Keys.less(cursor().key(), wanted)) {
                cursor().next();
                if (cursor().isValid() && Keys.less(cursor().key(), wanted)) {
                    cursor().seek(wanted);
                }
            }
        }
    }

    private static final class Backward extends MergedWalk {
        private Segment segment;
        private boolean sought;

        Backward(ReadView view, byte[] from) {
            super(view, from);
        }

        @Override
        boolean advance(byte[] border) {
            while (Keys.less(border, position)) {
                if (segment == null) {
                    segment = view.writes().segmentBefore(position);
                }
                view.checkReadable(segment);
                if (findInSegment(border)) {
                    return true;
                }
            }
            return false;
        }

        private boolean findInSegment(byte[] border) {
            byte[] segmentBegin = segment.begin();
            if (segment.isKey()) {
                return findOwn(segmentBegin);
            }
            if (segment.isUnmodifiedRange()) {
                byte[] until = Keys.max(segmentBegin, border);
                seekBefore(position);
                if (cursor().isValid()) {
                    byte[] stored = cursor().key();
                    if (!Keys.less(stored, until)) {
                        byte[] storedValue = cursor().value();
                        position = stored;
                        leaveSegmentAt(segmentBegin);
                        return give(stored, storedValue);
                    }
                }
                position = until;
            } else {
                position = segmentBegin;
            }
            leaveSegmentAt(segmentBegin);
            return false;
        }

        private boolean findOwn(byte[] own) {
            byte[] stored = OperationStack.isDependent(segment.operations()) ? storedAt(own) : null;
            byte[] resolved = OperationStack.resolve(segment.operations(), stored);
            position = own;
            leaveSegmentAt(own);
            return resolved != null && give(own.clone(), resolved.clone());
        }

        private byte[] storedAt(byte[] wanted) {
            seekBefore(Keys.after(wanted));
            return cursor().isValid() && Arrays.equals(cursor().key(), wanted) ? cursor().value() : null;
        }

        private void leaveSegmentAt(byte[] segmentBegin) {
            if (!Keys.less(segmentBegin, position)) {
                segment = null;
            }
        }

        /** Places the cursor at the last stored key before {@code wanted}, without a seek if it is there already. */
        private void seekBefore(byte[] wanted) {
            if (!sought) {
                cursor().seekBefore(wanted);
                sought = true;
            } else if (cursor().isValid() && !Keys.less(cursor().key(), wanted)) {
                cursor().previous();
                if (cursor().isValid() && !Keys.less(cursor().key(), wanted)) {
                    cursor().seekBefore(wanted);
                }
            }
        }
    }
}
