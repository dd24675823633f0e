package io.recordstore.store;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.recordstore.fdb.FdbConfig;
import io.recordstore.fdb.FdbDatabases;
import io.recordstore.telemetry.Spans;
import io.vertx.core.Context;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens the Record Layer on the database at start, and closes it at stop. */
@Singleton
public class StoreProducer {
    private static final int LEAST_THREADS = 4;

    /**
     * While a transaction waits for its commit it takes no processor, and commits are faster together: so many keep one
     * busy, also where a cluster takes some milliseconds, and few enough that one which comes after them is soon done.
     */
    private static final int UNDER_WAY_PER_PROCESSOR = 32;

    private final StoreConfig config;

    StoreProducer(StoreConfig config) {
        this.config = config;
    }

    /** The threads that run transactions. Bounded, so that overload is refused and not piled up. */
    @Produces
    @Singleton
    @StoreThreads
    ExecutorService storeThreads(MeterRegistry registry) {
        int threads = config.threads()
                .orElse(Math.max(LEAST_THREADS, 2 * Runtime.getRuntime().availableProcessors()));
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(config.queue()), task -> {
                    Thread thread = new Thread(task, "store-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        new ExecutorServiceMetrics(pool, "store", List.of()).bindTo(registry);
        return pool;
    }

    void stop(@Disposes @StoreThreads ExecutorService threads) {
        threads.shutdown();
    }

    /** The database that is configured: embedded, or FoundationDB. */
    @Produces
    @Singleton
    Database database(FdbConfig fdb, @StoreThreads ExecutorService threads, MeterRegistry registry) {
        EngineMeters meters = new EngineMeters(registry);
        try {
            return meters.observe(FdbDatabases.open(fdb, threads, () -> !Context.isOnEventLoopThread(), meters));
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new ConfigurationException(withReasons(e));
        }
    }

    /** For an exception without a cause: of one with a cause, Quarkus prints the stack and not the message. */
    private static String withReasons(Throwable error) {
        StringBuilder text = new StringBuilder(error.getMessage());
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            if (text.indexOf(reason) < 0) {
                text.append(": ").append(reason);
            }
        }
        return text.toString();
    }

    void close(@Disposes Database database) {
        database.close();
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            FdbDatabases.stopClient();
        }
    }

    /** The Record Layer on the engine that is configured. */
    @Produces
    @Singleton
    FDBDatabase recordLayer(Database database, @StoreThreads ExecutorService threads) {
        return new RecordLayerFactory(database, threads, config.cachedStates()).getDatabase();
    }

    /** Runs transactions. */
    @Produces
    @Singleton
    Transactions transactions(
            FDBDatabase recordLayer,
            @StoreThreads ExecutorService threads,
            Deadlines deadlines,
            MeterRegistry registry,
            Spans spans) {
        FairTurns turns = new FairTurns(
                config.underWay()
                        .orElse(UNDER_WAY_PER_PROCESSOR * Runtime.getRuntime().availableProcessors()),
                config.queue(),
                config.longestWait());
        Gauge.builder("recordstore.store.transactions.waiting", turns, FairTurns::waiting)
                .description("Transactions that wait for their tenant's turn")
                .register(registry);
        return new Transactions(
                recordLayer,
                threads,
                turns,
                config.retryLimit(),
                config.timeout(),
                deadlines,
                new TransactionMeters(registry),
                spans);
    }

    /** What every key of this installation starts with. */
    @Produces
    @Singleton
    @Root
    Subspace root() {
        return new Subspace(Tuple.from(config.root()));
    }
}
