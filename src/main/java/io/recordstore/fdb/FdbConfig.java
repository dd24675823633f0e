package io.recordstore.fdb;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.Optional;

/** Which FoundationDB to use, and what it may use. */
@ConfigMapping(prefix = "recordstore.fdb")
public interface FdbConfig {
    /** The cluster to use. Where there is one, the embedded engine's settings have no effect. */
    ClusterConfig cluster();

    /** The embedded engine. */
    Embedded embedded();

    /** Settings of the embedded engine. */
    interface Embedded {
        /** Directory of the data, created if there is none. One process at a time can open it. */
        @WithDefault("data/store")
        Path directory();

        /** Whether to keep everything in memory only. Nothing survives the process. */
        @WithDefault("false")
        boolean memory();

        /** Megabytes of cache for blocks read from files. */
        @WithDefault("256")
        @Min(0)
        int blockCacheMegabytes();

        /** Megabytes of one table of recent writes in memory. */
        @WithDefault("64")
        @Min(1)
        int writeBufferMegabytes();

        /** Tables of recent writes in memory before writes wait for files. */
        @WithDefault("3")
        @Min(1)
        int writeBuffers();

        /** Megabytes of the disk that are kept free: at least what the tables of recent writes may hold. */
        @WithDefault("256")
        @Min(0)
        int keptFreeMegabytes();

        /**
         * A backup to begin with: it is copied to the directory when there is nothing in that yet. One that began with it
         * before goes on from there; anything else in it is refused.
         */
        Optional<Path> restoreFrom();

        /** Threads for reads of callers that may not block. */
        @WithDefault("8")
        @Min(1)
        int readThreads();

        /** Read snapshots kept for the five-second window. */
        @WithDefault("1024")
        @Min(1)
        int maxSnapshots();

        /** Written ranges remembered for conflict checks. */
        @WithDefault("1000000")
        @Min(1)
        int maxConflictRanges();
    }
}
