package io.recordstore.fdb.embedded;

/**
 * A place in a snapshot, used by one thread at a time. Key and value may be asked for only while {@link #isValid}; their
 * arrays are the caller's to keep, and to change once the cursor has moved on.
 */
public interface StorageCursor extends AutoCloseable {
    /** Moves to the first key at or after {@code key}. */
    void seek(byte[] key);

    /** Moves to the last key before {@code key}. */
    void seekBefore(byte[] key);

    /** Moves to the next key. */
    void next();

    /** Moves to the previous key. */
    void previous();

    /** Whether the cursor stands on a key. */
    boolean isValid();

    /** The key that the cursor stands on; the same array until the cursor moves. */
    byte[] key();

    /** The value of the key that the cursor stands on. */
    byte[] value();

    @Override
    void close();
}
