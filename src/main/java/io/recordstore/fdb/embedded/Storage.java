package io.recordstore.fdb.embedded;

import java.nio.file.Path;

/**
 * Where the bytes lie: ordered keys with values, of which a snapshot can be taken and to which one batch at a time is
 * applied, all or nothing.
 *
 * <p>{@link #apply} is called by one thread at a time; snapshots may be taken and read by any thread, also while a
 * batch is applied. The contract is held by one test suite for every implementation.
 */
public interface Storage extends AutoCloseable {
    /**
     * The version reserved by the last batch, or zero for a new store. After a crash it is what the last batch that
     * survived whole had reserved.
     */
    long reservedVersion();

    /**
     * Takes a read-only view of everything applied so far. It stays as it is until it is closed, whatever is applied
     * later.
     */
    StorageSnapshot snapshot();

    /**
     * Applies a batch as one: on return it is whole on stable storage (where there is any), and the next snapshot shows
     * it. When it throws, the storage may or may not hold the batch, and takes no further one; but after a {@link
     * StorageFullException} no snapshot shows the batch, and the storage takes further ones.
     */
    void apply(StorageBatch batch);

    /**
     * Bytes of keys and values between two keys, roughly. May be asked for by any thread.
     *
     * @param begin first key that counts
     * @param end first key that does not
     */
    long approximateBytes(byte[] begin, byte[] end);

    /** What the storage uses now. May be asked for by any thread. */
    default StorageFigures figures() {
        return StorageFigures.NONE;
    }

    /**
     * Copies what was applied so far, as of one batch, to a directory that does not exist; batches may be applied
     * meanwhile. May be asked for by any thread.
     *
     * @return the reserved version of that batch
     */
    default long checkpoint(Path directory) {
        throw new UnsupportedOperationException("what is in memory alone is not backed up");
    }

    /** Releases what the storage holds. Every snapshot must have been closed. */
    @Override
    void close();
}
