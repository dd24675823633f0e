package io.recordstore.fdb;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDB;
import io.recordstore.fdb.embedded.EmbeddedDatabase;
import io.recordstore.fdb.embedded.EngineListener;
import io.recordstore.fdb.embedded.EngineOptions;
import io.recordstore.fdb.embedded.MemoryStorage;
import io.recordstore.fdb.embedded.NativeFreeFdb;
import io.recordstore.fdb.embedded.RocksOptions;
import io.recordstore.fdb.embedded.RocksStorage;
import io.recordstore.fdb.embedded.Storage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Opens the database that the configuration asks for. */
public final class FdbDatabases {
    private static final int BYTES_PER_MEGABYTE = 1 << 20;

    private FdbDatabases() {}

    /**
     * Opens a database; the caller closes it.
     *
     * @param executor completes what depends on the database's futures
     * @param mayBlockHere whether the calling thread may wait for the disk; only the embedded engine asks
     * @param listener is told what the embedded engine does
     * @throws IllegalStateException when the directory is in use, or the native client is not installed
     */
    public static Database open(
            FdbConfig config, Executor executor, BooleanSupplier mayBlockHere, EngineListener listener) {
        return config.clusterFile()
                .map(clusterFile -> openCluster(clusterFile, executor))
                .orElseGet(() -> openEmbedded(config.embedded(), executor, mayBlockHere, listener));
    }

    private static Database openEmbedded(
            FdbConfig.Embedded config, Executor executor, BooleanSupplier mayBlockHere, EngineListener listener) {
        EngineOptions options = EngineOptions.defaults()
                .withExecutor(executor)
                .withMayBlockHere(mayBlockHere)
                .withReadThreads(config.readThreads())
                .withWindow(config.maxSnapshots(), config.maxConflictRanges())
                .withListener(listener);
        return EmbeddedDatabase.open(storage(config), options);
    }

    private static Storage storage(FdbConfig.Embedded config) {
        if (config.memory()) {
            return new MemoryStorage();
        }
        RocksOptions options = new RocksOptions(
                (long) config.blockCacheMegabytes() * BYTES_PER_MEGABYTE,
                (long) config.writeBufferMegabytes() * BYTES_PER_MEGABYTE,
                config.writeBuffers(),
                (long) config.keptFreeMegabytes() * BYTES_PER_MEGABYTE);
        config.restoreFrom().ifPresent(backup -> RocksStorage.restore(backup, config.directory(), Clock.systemUTC()));
        return RocksStorage.open(config.directory(), options);
    }

    private static Database openCluster(Path clusterFile, Executor executor) {
        if (NativeFreeFdb.isInstalled()) {
            throw new IllegalStateException("this process has used the embedded engine and cannot use the native"
                    + " client of FoundationDB as well; start another one for the cluster");
        }
        try {
            return FDB.selectAPIVersion(NativeFreeFdb.API_VERSION).open(clusterFile.toString(), executor);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
            throw missingClient(e);
        }
    }

    static IllegalStateException missingClient(Throwable cause) {
        return new IllegalStateException(
                "the client library of FoundationDB (libfdb_c) is missing: a cluster file is configured, so install"
                        + " the package foundationdb-clients of the 7.3 series, from the release page of"
                        + " FoundationDB, or unset recordstore.fdb.cluster-file to use the embedded engine",
                cause);
    }
}
