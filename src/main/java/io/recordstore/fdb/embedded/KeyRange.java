package io.recordstore.fdb.embedded;

/**
 * A range of keys.
 *
 * @param begin first key in the range
 * @param end first key after it
 */
public record KeyRange(byte[] begin, byte[] end) {
    /** Whether there is no key in it. */
    boolean isEmpty() {
        return !Keys.less(begin, end);
    }

    /** Bytes of both keys. */
    long size() {
        return begin.length + end.length;
    }
}
