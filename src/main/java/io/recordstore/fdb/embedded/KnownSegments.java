package io.recordstore.fdb.embedded;

import io.recordstore.fdb.embedded.WriteMap.Operation;
import io.recordstore.fdb.embedded.WriteView.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The key space as one transaction knows it, cut into pieces: what it has written, what it has read of the database, and
 * what it does not know. FoundationDB's client resolves key selectors over these pieces ({@code RYWIterator.cpp}), so
 * they decide which reads meet an unreadable key. Values come from the snapshot, which does not change; only what is
 * known is remembered. Used by one thread, for one read.
 */
final class KnownSegments implements AutoCloseable {
    /** What a piece is to a read. */
    enum Kind {
        /** Not read yet. */
        UNKNOWN,
        /** Holds no key. */
        EMPTY,
        /** One key; its value is null when an operation of the transaction leaves it absent. */
        PAIR,
        /** Depends on a versionstamp that is not known yet. */
        UNREADABLE
    }

    /** One piece. */
    record Piece(Kind kind, byte[] begin, byte[] end, byte[] value) {
        boolean isKnown() {
            return kind == Kind.EMPTY || kind == Kind.PAIR;
        }

        boolean isAt(Piece other) {
            return Arrays.equals(begin, other.begin) && Arrays.equals(end, other.end);
        }

        /** Whether this may not be stepped over as if it were nothing: unreadable, or longer than one key. */
        boolean isWide(byte[] emptyFrom) {
            return kind == Kind.UNREADABLE || !Keys.isAfter(emptyFrom, end);
        }
    }

    private final ReadView view;
    private final RangeSet known = new RangeSet();
    private final List<KeyRange> learned = new ArrayList<>();
    private StorageCursor cursor;

    /**
     * Cuts the key space.
     *
     * @param read what the transaction has read so far
     */
    KnownSegments(ReadView view, List<KeyRange> read) {
        this.view = view;
        read.forEach(range -> known.add(range.begin(), range.end()));
    }

    /** Notes that a range has been read. */
    void learn(byte[] begin, byte[] end) {
        known.add(begin, end);
        learned.add(new KeyRange(begin, end));
    }

    /** What has been read of the database since this was made. */
    List<KeyRange> learned() {
        return learned;
    }

    /** Returns the piece that holds {@code key}. */
    Piece at(byte[] key) {
        Segment segment = view.writes().segmentAt(key);
        return segment.isKey() || !segment.isUnmodifiedRange() || view.isUnreadable(segment)
                ? own(segment)
                : storedAt(key, segment.begin(), segment.end());
    }

    /** Returns the piece that ends at {@code key}; {@code key} is not the first. */
    Piece before(byte[] key) {
        Segment segment = view.writes().segmentBefore(key);
        return segment.isKey() || !segment.isUnmodifiedRange() || view.isUnreadable(segment)
                ? own(segment)
                : storedBefore(key, segment.begin(), Keys.min(segment.end(), key));
    }

    private Piece own(Segment segment) {
        if (view.isUnreadable(segment)) {
            return new Piece(Kind.UNREADABLE, segment.begin(), segment.end(), null);
        }
        if (!segment.isKey()) {
            return new Piece(Kind.EMPTY, segment.begin(), segment.end(), null);
        }
        byte[] key = segment.begin();
        List<Operation> operations = segment.operations();
        if (!OperationStack.isDependent(operations)) {
            return new Piece(Kind.PAIR, key, segment.end(), OperationStack.resolve(operations, null));
        }
        if (!known.contains(key)) {
            return new Piece(Kind.UNKNOWN, key, segment.end(), null);
        }
        return new Piece(
                Kind.PAIR,
                key,
                segment.end(),
                OperationStack.resolve(operations, view.storage().get(key)));
    }

    private Piece storedAt(byte[] key, byte[] segmentBegin, byte[] segmentEnd) {
        Map.Entry<byte[], byte[]> range = known.floor(key);
        if (range == null || !Keys.less(key, range.getValue())) {
            byte[] from = range == null ? segmentBegin : Keys.max(segmentBegin, range.getValue());
            byte[] nextKnown = known.beginAfter(key);
            return new Piece(
                    Kind.UNKNOWN, from, nextKnown == null ? segmentEnd : Keys.min(segmentEnd, nextKnown), null);
        }
        byte[] begin = Keys.max(segmentBegin, range.getKey());
        byte[] end = Keys.min(segmentEnd, range.getValue());
        cursor().seek(key);
        if (cursor().isValid() && Arrays.equals(cursor().key(), key)) {
            return new Piece(Kind.PAIR, key, Keys.after(key), cursor().value());
        }
        byte[] gapEnd = cursor().isValid() ? Keys.min(end, cursor().key()) : end;
        cursor().seekBefore(key);
        byte[] gapBegin = cursor().isValid() ? Keys.max(begin, Keys.after(cursor().key())) : begin;
        return new Piece(Kind.EMPTY, gapBegin, gapEnd, null);
    }

    private Piece storedBefore(byte[] key, byte[] segmentBegin, byte[] segmentEnd) {
        Map.Entry<byte[], byte[]> range = known.lower(key);
        if (range == null || Keys.less(range.getValue(), key)) {
            byte[] from = range == null ? segmentBegin : Keys.max(segmentBegin, range.getValue());
            return new Piece(Kind.UNKNOWN, from, segmentEnd, null);
        }
        byte[] begin = Keys.max(segmentBegin, range.getKey());
        cursor().seekBefore(key);
        if (!cursor().isValid() || Keys.less(cursor().key(), begin)) {
            return new Piece(Kind.EMPTY, begin, key, null);
        }
        byte[] stored = cursor().key();
        return Keys.isAfter(stored, key)
                ? new Piece(Kind.PAIR, stored, key, cursor().value())
                : new Piece(Kind.EMPTY, Keys.after(stored), key, null);
    }

    private StorageCursor cursor() {
        if (cursor == null) {
            cursor = view.storage().cursor();
        }
        return cursor;
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
        }
    }
}
