package io.recordstore.fdb.embedded;

/**
 * Memory that RocksDB may use, and disk that it may not.
 *
 * @param blockCacheBytes cache of blocks read from files, with their indexes and filters
 * @param writeBufferBytes one table of recent writes in memory; a full one goes to a file
 * @param writeBuffers how many such tables may exist before writes wait for files
 * @param keptFreeBytes room that is left on the disk: a write that would take of it is refused. What is in memory has to
 *     fit into it
 */
public record RocksOptions(long blockCacheBytes, long writeBufferBytes, int writeBuffers, long keptFreeBytes) {
    /** A quarter of a gigabyte of cache and three tables of 64 MB: fits beside a service in a container of one gigabyte. */
    public static RocksOptions defaults() {
        return new RocksOptions(256L << 20, 64L << 20, 3, 256L << 20);
    }
}
