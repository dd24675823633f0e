package io.recordstore.fdb.embedded;

/**
 * Told what the engine does, for metrics. Called on the engine's own threads, so an implementation must be quick, must
 * not block and must not throw.
 */
public interface EngineListener {
    /** A listener that does nothing. */
    EngineListener NONE = new EngineListener() {};

    /**
     * A batch of commits is on stable storage.
     *
     * @param transactions how many transactions were written, zero or more
     * @param conflicts how many were refused with 1020 or 1007
     * @param bytes bytes of mutations written
     * @param writeNanos how long writing and syncing took
     */
    default void batchCommitted(int transactions, int conflicts, long bytes, long writeNanos) {}

    /**
     * A new snapshot is open, and old ones may have been closed. Called under a lock that new transactions need.
     *
     * @param open how many are kept
     * @param oldestAgeNanos how much older than the newest the oldest is
     */
    default void snapshotsChanged(int open, long oldestAgeNanos) {}

    /** The storage has no room; commits are refused until it has. */
    default void full(Throwable cause) {}

    /** The storage failed and the engine takes no further commit. */
    default void failed(Throwable cause) {}
}
