package io.recordstore.fdb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * How much room a directory's disk has, and how much of it is kept free. RocksDB stops when it cannot write what it has
 * in memory to files; as long as that much is free it never comes to that. Asking takes some microseconds.
 */
final class DiskSpace {
    private final LongSupplier freeBytes;
    private final long keptFreeBytes;

    DiskSpace(LongSupplier freeBytes, long keptFreeBytes) {
        this.freeBytes = freeBytes;
        this.keptFreeBytes = keptFreeBytes;
    }

    static DiskSpace of(Path directory, long keptFreeBytes) {
        FileStore disk = diskOf(directory);
        return new DiskSpace(() -> usable(disk), keptFreeBytes);
    }

    /** Looks through all that is mounted, which takes as long as a commit. */
    private static FileStore diskOf(Path directory) {
        try {
            return Files.getFileStore(Files.createDirectories(directory));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell which disk the directory is on", e);
        }
    }

    private static long usable(FileStore disk) {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell how much room the disk has", e);
        }
    }

    long freeBytes() {
        return freeBytes.getAsLong();
    }

    /** Throws {@link StorageFullException} when there is no room for so many bytes. */
    void require(long bytes) {
        long free = freeBytes.getAsLong();
        if (free - bytes < keptFreeBytes) {
            throw StorageFullException.beforeWriting(free, keptFreeBytes);
        }
    }
}
