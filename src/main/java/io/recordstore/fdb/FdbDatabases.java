package io.recordstore.fdb;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDBException;
import io.recordstore.fdb.embedded.EmbeddedDatabase;
import io.recordstore.fdb.embedded.EngineListener;
import io.recordstore.fdb.embedded.EngineOptions;
import io.recordstore.fdb.embedded.MemoryStorage;
import io.recordstore.fdb.embedded.RocksOptions;
import io.recordstore.fdb.embedded.RocksStorage;
import io.recordstore.fdb.embedded.Storage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Opens the database that the configuration asks for. */
public final class FdbDatabases {
    private static final Logger LOG = Logger.getLogger(FdbDatabases.class);
    private static final int BYTES_PER_MEGABYTE = 1 << 20;

    private FdbDatabases() {}

    /**
     * Opens a database; the caller closes it. A cluster that cannot be used now, but may be later without anybody changing
     * this process' configuration, is opened and a line in the log says what it is waited for.
     *
     * @param executor completes what depends on the database's futures
     * @param mayBlockHere whether the calling thread may wait for the disk; only the embedded engine asks
     * @param listener is told what the embedded engine does
     * @throws IllegalStateException when it cannot be used as configured, with what to do
     */
    public static Database open(
            FdbConfig config, Executor executor, BooleanSupplier mayBlockHere, EngineListener listener) {
        ClusterConfig cluster = config.cluster();
        return cluster.file().isPresent() || cluster.contents().isPresent()
                ? openCluster(cluster, executor)
                : openEmbedded(config.embedded(), executor, mayBlockHere, listener);
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
        config.restoreFrom().ifPresent(backup -> restore(backup, config.directory()));
        return RocksStorage.open(config.directory(), options);
    }

    private static void restore(Path backup, Path directory) {
        if (RocksStorage.restore(backup, directory, Clock.systemUTC())) {
            LOG.infof("restored the backup %s to %s", backup, directory);
        } else {
            LOG.infof("%s began with the backup %s before, and goes on from there", directory, backup);
        }
    }

    private static Database openCluster(ClusterConfig config, Executor executor) {
        ClusterFile file = ClusterFile.of(config);
        Database database = NativeClient.open(config, file, executor);
        try {
            FirstAnswer.await(database, config.connectTimeout())
                    .ifPresentOrElse(
                            fault -> LOG.errorf("waiting for the cluster at %s: %s", file.coordinators(), fault),
                            () -> LOG.infof("connected to the cluster at %s", file.coordinators()));
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** What an error of a database means for whoever set it up, and its code. */
    public static String describe(FDBException error) {
        return ClusterFaults.describe(error);
    }

    /** Ends the native client's network, where there is one: for the end of the process, for it cannot be begun again. */
    public static void stopClient() {
        NativeClient.stop();
    }
}
