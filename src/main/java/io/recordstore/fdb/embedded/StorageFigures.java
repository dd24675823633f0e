package io.recordstore.fdb.embedded;

/**
 * What a storage uses, at one moment; all zero for one that is in memory.
 *
 * @param cacheBytes of blocks that were read from files
 * @param writeBufferBytes of recent writes that are in no file yet
 * @param tableReaderBytes of indexes and filters of files, outside the cache
 * @param fileBytes of the files that hold the newest version
 * @param pendingCompactionBytes that compaction still has to rewrite, roughly
 * @param runningCompactions at this moment
 * @param runningFlushes at this moment
 * @param isWriteStopped whether writes wait until compaction has caught up
 * @param freeBytes room that the disk has
 */
public record StorageFigures(
        long cacheBytes,
        long writeBufferBytes,
        long tableReaderBytes,
        long fileBytes,
        long pendingCompactionBytes,
        long runningCompactions,
        long runningFlushes,
        boolean isWriteStopped,
        long freeBytes) {
    static final StorageFigures NONE = new StorageFigures(0, 0, 0, 0, 0, 0, 0, false, 0);
}
