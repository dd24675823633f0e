package io.recordstore.fdb.embedded;

import com.apple.foundationdb.DatabaseOptions;
import com.apple.foundationdb.EventKeeper;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.async.AsyncUtil;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * FoundationDB's {@code Database} on a storage of this process: strictly serialisable transactions with optimistic
 * concurrency, as FoundationDB's developer guide describes them. Any thread may use it. Tenants, blob granules and
 * mapped ranges are not supported.
 */
public final class EmbeddedDatabase implements SingleProcessDatabase {
    private static final Map<Integer, Integer> TRANSACTION_DEFAULTS =
            Map.of(26, 600, 27, 601, 500, 500, 501, 501, 502, 502, 503, 503, 700, 1100, 702, 712);

    private static final int MAX_WATCHES = 20;
    private static final AtomicInteger OPENED = new AtomicInteger();

    private final Storage storage;
    private final EngineOptions engineOptions;
    private final ReadVersions readVersions;
    private final Watches watches = new Watches();
    private final Engine engine;
    private final ExecutorService commitThread;
    private final ExecutorService readThreads;
    private final ScheduledExecutorService timer;
    private final Map<Integer, byte[]> transactionDefaults = new TreeMap<>();
    private final DatabaseOptions options = new DatabaseOptions(this::setOption);
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedDatabase(Storage storage, EngineOptions engineOptions, LongFunction<ConflictWindow> windows) {
        this.storage = storage;
        this.engineOptions = engineOptions;
        int number = OPENED.incrementAndGet();
        commitThread = engineOptions.commitExecutor() == null
                ? Executors.newSingleThreadExecutor(daemon("fdb-embedded-" + number + "-commit"))
                : null;
        readThreads =
                Executors.newFixedThreadPool(engineOptions.readThreads(), daemon("fdb-embedded-" + number + "-read"));
        timer = Executors.newSingleThreadScheduledExecutor(daemon("fdb-embedded-" + number + "-timer"));

        long start = Math.max(storage.reservedVersion(), Limits.FIRST_VERSION);
        long reserved = start + Limits.RESERVED_VERSIONS;
        storage.apply(new StorageBatch(reserved, List.of(), new TreeMap<>(Keys.ORDER)));
        VersionClock clock = new VersionClock(engineOptions.time(), start);
        readVersions = new ReadVersions(
                clock, storage.snapshot(), reserved, engineOptions.maxSnapshots(), engineOptions.listener());
        CommitLoop commits = new CommitLoop(
                storage,
                readVersions,
                windows.apply(start - 1),
                watches,
                engineOptions.listener(),
                engineOptions.time(),
                commitThread == null ? engineOptions.commitExecutor() : commitThread);
        readVersions.whenVersionsRunShort(commits::reserve);
        engine = new Engine(
                readVersions,
                commits,
                watches,
                storage,
                new LongAdder(),
                engineOptions.time(),
                engineOptions.mayBlockHere(),
                readThreads,
                timer);
    }

    /** Opens a database on a storage, which it owns from here on and closes when it is closed. */
    public static EmbeddedDatabase open(Storage storage, EngineOptions options) {
        return open(storage, options, oldest -> new ConflictWindow(oldest, options.maxConflictRanges()));
    }

    /** Opens a database with a conflict window of the caller's making. */
    static EmbeddedDatabase open(Storage storage, EngineOptions options, LongFunction<ConflictWindow> windows) {
        NativeFreeFdb.install();
        return new EmbeddedDatabase(storage, options, windows);
    }

    /** Opens a new database in memory. It is gone when it is closed. */
    public static EmbeddedDatabase inMemory() {
        return open(new MemoryStorage(), EngineOptions.defaults());
    }

    /**
     * Opens a directory with the default options, creating it if there is none.
     *
     * @throws IllegalStateException when another process has it open
     */
    public static EmbeddedDatabase inDirectory(Path directory) {
        return open(RocksStorage.open(directory, RocksOptions.defaults()), EngineOptions.defaults());
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    private void setOption(int code, byte[] value) {
        Integer transactionCode = TRANSACTION_DEFAULTS.get(code);
        if (transactionCode != null) {
            synchronized (transactionDefaults) {
                transactionDefaults.put(transactionCode, value);
            }
        } else if (code == MAX_WATCHES) {
            watches.limit(
                    (int) ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong());
        }
    }

    @Override
    public DatabaseOptions options() {
        return options;
    }

    @Override
    public Transaction createTransaction(Executor executor) {
        return createTransaction(executor, null);
    }

    /** Makes a transaction. The event keeper is not used: there are no native calls to count. */
    @Override
    public EmbeddedTransaction createTransaction(Executor executor, EventKeeper eventKeeper) {
        if (closed.get()) {
            throw new IllegalStateException("the embedded database is closed");
        }
        Map<Integer, byte[]> defaults;
        synchronized (transactionDefaults) {
            defaults = Map.copyOf(transactionDefaults);
        }
        return new EmbeddedTransaction(this, engine, executor, defaults);
    }

    @Override
    public <T> T run(Function<? super Transaction, T> body, Executor executor) {
        EmbeddedTransaction transaction = createTransaction(executor, null);
        try {
            while (true) {
                try {
                    T value = body.apply(transaction);
                    transaction.commitAndWait();
                    return value;
                } catch (RuntimeException e) {
                    transaction.onError(e).join();
                }
            }
        } finally {
            transaction.close();
        }
    }

    @Override
    public <T> T read(Function<? super ReadTransaction, T> body, Executor executor) {
        return run(body, executor);
    }

    @Override
    public <T> CompletableFuture<T> runAsync(
            Function<? super Transaction, ? extends CompletableFuture<T>> body, Executor executor) {
        Transaction transaction = createTransaction(executor);
        return attempt(transaction, body).whenComplete((value, error) -> transaction.close());
    }

    private <T> CompletableFuture<T> attempt(
            Transaction transaction, Function<? super Transaction, ? extends CompletableFuture<T>> body) {
        CompletableFuture<T> result = AsyncUtil.applySafely(body, transaction)
                .thenCompose(value -> transaction.commit().thenApply(done -> value));
        return AsyncUtil.composeHandle(result, (value, error) -> {
            if (error == null) {
                return CompletableFuture.completedFuture(value);
            }
            return transaction.onError(error).thenCompose(next -> attempt(next, body));
        });
    }

    @Override
    public <T> CompletableFuture<T> readAsync(
            Function<? super ReadTransaction, ? extends CompletableFuture<T>> body, Executor executor) {
        return runAsync(body, executor);
    }

    @Override
    public Executor getExecutor() {
        return engineOptions.executor();
    }

    /**
     * Copies the database as it is after one of its commits to a directory that does not exist yet, while it is used. On
     * the same file system the files are linked and the copy takes moments.
     *
     * @return the version that the copy is of: it holds all that was committed up to it, and nothing after
     */
    public long checkpoint(Path directory) {
        return storage.checkpoint(directory) - Limits.RESERVED_VERSIONS;
    }

    /** What the storage uses now; nothing once the database is closed. */
    public StorageFigures figures() {
        synchronized (storage) {
            return closed.get() ? StorageFigures.NONE : storage.figures();
        }
    }

    /** Closes the database: waits for the commit under way, fails what still waits, and closes the storage. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        engine.commits().close();
        if (commitThread != null) {
            shutDown(commitThread);
        }
        shutDown(readThreads);
        timer.shutdownNow();
        watches.failAll(FdbError.OPERATION_CANCELLED);
        readVersions.close();
        synchronized (storage) {
            storage.close();
        }
    }

    private static void shutDown(ExecutorService service) {
        service.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (service.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
