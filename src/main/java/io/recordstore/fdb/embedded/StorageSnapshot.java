package io.recordstore.fdb.embedded;

/** A view of a {@link Storage} that does not change. Any thread may read it until it is closed. */
public interface StorageSnapshot extends AutoCloseable {
    /** Returns the value at {@code key}, or null when it is absent. The array is the caller's to keep. */
    byte[] get(byte[] key);

    /** Opens a cursor, placed nowhere. The caller must close it, and before the snapshot. */
    StorageCursor cursor();

    @Override
    void close();
}
