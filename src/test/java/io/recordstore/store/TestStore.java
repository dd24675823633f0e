package io.recordstore.store;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.TestEngine;
import io.recordstore.fdb.FdbConfig;
import io.recordstore.fdb.FdbDatabases;
import io.recordstore.fdb.embedded.EngineListener;
import io.recordstore.telemetry.Unwatched;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutorService;

/**
 * The gateway to the Record Layer as one server has it, made by hand. Several on one database are several servers: each
 * has its own caches.
 */
public final class TestStore {
    /** RecordSpaces whose store state a server keeps in memory. */
    public static final int CACHED_STATES = 100;

    private static final int UNDER_WAY = 64;
    private static final int WAITING = 10_000;

    private static final Map<Database, Subspace> ROOTS = Collections.synchronizedMap(new WeakHashMap<>());

    private final FDBDatabase recordLayer;
    private final Deadlines deadlines = new Deadlines();
    private final Transactions transactions;
    private final Subspace root;

    public TestStore(Database database, ExecutorService threads) {
        this(database, threads, Duration.ofMinutes(10), new SimpleMeterRegistry());
    }

    TestStore(Database database, ExecutorService threads, Duration timeout, MeterRegistry registry) {
        this.recordLayer = new RecordLayerFactory(database, threads, CACHED_STATES).getDatabase();
        this.transactions = new Transactions(
                recordLayer,
                threads,
                new FairTurns(UNDER_WAY, WAITING, timeout),
                Duration.ofSeconds(5),
                timeout,
                deadlines,
                new TransactionMeters(registry),
                Unwatched.spans());
        this.root = root(database);
    }

    /** A new embedded database in memory, or a new root in the cluster of {@link TestEngine}. */
    public static Database openDatabase(ExecutorService threads) {
        return TestEngine.clusterFile()
                .map(file -> openDatabase(threads, "cluster.file", file))
                .orElseGet(() -> openDatabase(threads, "embedded.memory", "true"));
    }

    /** The embedded database in a directory. */
    public static Database openDatabase(ExecutorService threads, Path directory) {
        return openDatabase(threads, "embedded.directory", directory.toString());
    }

    private static Database openDatabase(ExecutorService threads, String setting, String value) {
        FdbConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withDefaultValue("recordstore.fdb." + setting, value)
                .withMapping(FdbConfig.class)
                .build()
                .getConfigMapping(FdbConfig.class);
        return FdbDatabases.open(config, threads, () -> true, EngineListener.NONE);
    }

    public Deadlines deadlines() {
        return deadlines;
    }

    public FDBDatabase recordLayer() {
        return recordLayer;
    }

    public Transactions transactions() {
        return transactions;
    }

    public Subspace root() {
        return root;
    }

    /** What every key of the servers on this database starts with. */
    public static Subspace root(Database database) {
        return ROOTS.computeIfAbsent(database, opened -> new Subspace(Tuple.from(TestEngine.newRoot())));
    }
}
