package io.recordstore.fdb.embedded;

import com.apple.foundationdb.StreamingMode;

/**
 * How much one chunk of a range read may bring: rows, and bytes counted as FoundationDB's client counts them. At least
 * one row is brought. Both are counted down as rows are taken.
 */
final class RangeLimits {
    /** Byte limits by streaming mode; source: {@code fdb_transaction_get_range} of FoundationDB's C API. */
    private static final int SMALL_BYTES = 256;

    private static final int MEDIUM_BYTES = 1_000;
    private static final int LARGE_BYTES = 4_096;
    private static final int SERIAL_BYTES = 80_000;

    /** Byte limits of the chunks of an iterator, growing as it goes on; source as above. */
    private static final int[] ITERATOR_BYTES = {4_096, 80_000, 6_144, 9_216, 13_824, 20_736, 31_104, 46_656, 69_984};

    private static final int UNLIMITED = -1;

    /** The most bytes that one answer of a storage server brings: client knob REPLY_BYTE_LIMIT. */
    private static final int REPLY_BYTES = 80_000;

    private static final int MAX_DOUBLINGS = 20;

    private final int rowBytes;
    private int rows;
    private int bytes;
    private int minRows;

    private RangeLimits(int rows, int bytes, int minRows, int rowBytes) {
        this.rows = rows;
        this.bytes = bytes;
        this.minRows = minRows;
        this.rowBytes = rowBytes;
    }

    /** Limits of a read of at most {@code rows} rows, and nothing else. */
    static RangeLimits rows(int rows) {
        return new RangeLimits(rows, UNLIMITED, 1, Limits.PAIR_OVERHEAD_BYTES);
    }

    /**
     * Limits of one chunk.
     *
     * @param rows rows wanted in all that remain, or zero for no limit
     * @param iteration which chunk of the read this is, from one
     */
    static RangeLimits of(StreamingMode mode, int rows, int iteration) {
        if (rows < 0) {
            throw FdbError.RANGE_LIMITS_INVALID.exception();
        }
        if (mode == StreamingMode.EXACT && rows == 0) {
            throw FdbError.EXACT_MODE_WITHOUT_LIMITS.exception();
        }
        return new RangeLimits(rows == 0 ? UNLIMITED : rows, bytes(mode, iteration), 1, Limits.PAIR_OVERHEAD_BYTES);
    }

    private static int bytes(StreamingMode mode, int iteration) {
        return switch (mode) {
            case EXACT -> UNLIMITED;
            case SMALL -> SMALL_BYTES;
            case MEDIUM -> MEDIUM_BYTES;
            case LARGE -> LARGE_BYTES;
            case SERIAL, WANT_ALL -> SERIAL_BYTES;
            case ITERATOR -> ITERATOR_BYTES[Math.min(iteration, ITERATOR_BYTES.length) - 1];
        };
    }

    /** Counts one row. */
    void take(byte[] key, byte[] value) {
        minRows--;
        if (rows != UNLIMITED) {
            rows--;
        }
        if (bytes != UNLIMITED) {
            bytes = Math.max(0, bytes - key.length - value.length - rowBytes);
        }
    }

    boolean hasByteLimit() {
        return bytes != UNLIMITED;
    }

    /**
     * Limits of a request to the database made for what is left of these.
     *
     * @param extraRows rows that the request will find and the read will not bring
     * @param least rows that the request must bring at least to get past its selectors
     * @param requests how many requests were made before; each may bring twice the bytes of the last
     * @param requestRowBytes bytes that count for a row beside key and value
     */
    RangeLimits forRequest(long extraRows, int least, int requests, int requestRowBytes) {
        int wanted = (int) Math.min(Integer.MAX_VALUE, Math.max(Math.max(1, rows) + extraRows, least));
        int asked = rows != UNLIMITED || bytes == 0 ? wanted : UNLIMITED;
        int askedBytes =
                bytes <= 0 ? UNLIMITED : (int) Math.min((long) bytes << Math.min(requests, MAX_DOUBLINGS), REPLY_BYTES);
        int askedMin = (int) Math.min(Integer.MAX_VALUE, Math.max(1 + extraRows, least));
        return new RangeLimits(asked, askedBytes, askedMin, requestRowBytes);
    }

    boolean isReached() {
        return rows == 0 || bytes == 0 && minRows <= 0;
    }
}
