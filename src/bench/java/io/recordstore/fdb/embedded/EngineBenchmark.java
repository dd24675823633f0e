package io.recordstore.fdb.embedded;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/** The engine beside its floors, measured in one run: RocksDB itself for what is durable, plain work for the rest. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class EngineBenchmark {
    private static final int PAIRS = 200_000;
    private static final int RANGE = 1_000;

    static {
        RocksDB.loadLibrary();
    }

    static byte[] key(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory(Path.of("target"), "bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An engine on disk with some pairs in it. */
    @State(Scope.Benchmark)
    public static class Engine {
        final AtomicLong next = new AtomicLong();
        private final Path directory = temporaryDirectory();
        EmbeddedDatabase database;

        @Setup(Level.Trial)
        public void open() {
            database = EmbeddedDatabase.inDirectory(directory);
            for (int start = 0; start < PAIRS; start += RANGE) {
                int first = start;
                database.run(transaction -> {
                    for (int i = first; i < first + RANGE; i++) {
                        transaction.set(key(i), new byte[16]);
                    }
                    return null;
                });
            }
        }

        @TearDown(Level.Trial)
        public void close() {
            database.close();
            delete(directory);
        }
    }

    /** What a thread does and how long a core was at it, on a machine that others use too. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Core {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        public long done;
        public long cpuNanos;
        private long started;

        @Setup(Level.Iteration)
        public void start() {
            started = THREADS.getCurrentThreadCpuTime();
        }

        @TearDown(Level.Iteration)
        public void stop() {
            cpuNanos += THREADS.getCurrentThreadCpuTime() - started;
        }
    }

    /** One transaction of a thread, renewed after a thousand reads. */
    @State(Scope.Thread)
    public static class Reader {
        private static final int READS = 1_000;

        private Transaction transaction;
        private int reads;

        Transaction transaction(Engine engine) {
            if (transaction == null || ++reads > READS) {
                close();
                transaction = engine.database.createTransaction();
                reads = 0;
            }
            return transaction;
        }

        @TearDown(Level.Iteration)
        public void close() {
            if (transaction != null) {
                transaction.close();
                transaction = null;
            }
        }
    }

    /** RocksDB alone. */
    @State(Scope.Benchmark)
    public static class Rocks {
        final AtomicLong next = new AtomicLong();
        final WriteOptions synced = new WriteOptions().setSync(true);
        private final Path directory = temporaryDirectory();
        private final Options options = new Options().setCreateIfMissing(true);
        RocksDB database;

        @Setup(Level.Trial)
        public void open() throws RocksDBException {
            database = RocksDB.open(options, directory.toString());
            for (int i = 0; i < PAIRS; i++) {
                database.put(key(i), new byte[16]);
            }
        }

        @TearDown(Level.Trial)
        public void close() {
            database.close();
            options.close();
            synced.close();
            delete(directory);
        }
    }

    private static void commit(Engine engine) {
        engine.database.run(transaction -> {
            transaction.set(key(PAIRS + engine.next.incrementAndGet()), new byte[16]);
            return null;
        });
    }

    @Benchmark
    @Threads(1)
    public void commit1(Engine engine) {
        commit(engine);
    }

    @Benchmark
    @Threads(64)
    public void commit64(Engine engine) {
        commit(engine);
    }

    @Benchmark
    @Threads(1)
    public void rocksCommit1(Rocks rocks) throws RocksDBException {
        rocks.database.put(rocks.synced, key(PAIRS + rocks.next.incrementAndGet()), new byte[16]);
    }

    @Benchmark
    @Threads(64)
    public void rocksCommit64(Rocks rocks) throws RocksDBException {
        rocks.database.put(rocks.synced, key(PAIRS + rocks.next.incrementAndGet()), new byte[16]);
    }

    @Benchmark
    @Threads(1)
    public byte[] rocksPointRead(Rocks rocks, Core core) throws RocksDBException {
        core.done++;
        return rocks.database.get(key(ThreadLocalRandom.current().nextInt(PAIRS)));
    }

    @Benchmark
    @Threads(1)
    public byte[] pointReadSnapshot(Engine engine, Reader reader, Core core) {
        core.done++;
        byte[] key = key(ThreadLocalRandom.current().nextInt(PAIRS));
        return reader.transaction(engine).snapshot().get(key).join();
    }

    @Benchmark
    @Threads(1)
    public byte[] pointRead(Engine engine, Reader reader, Core core) {
        core.done++;
        byte[] key = key(ThreadLocalRandom.current().nextInt(PAIRS));
        return reader.transaction(engine).get(key).join();
    }

    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(RANGE)
    public List<KeyValue> rocksRangeRead(Rocks rocks, Core core) {
        core.done += RANGE;
        List<KeyValue> pairs = new ArrayList<>();
        try (RocksIterator iterator = rocks.database.newIterator()) {
            iterator.seek(key(ThreadLocalRandom.current().nextInt(PAIRS - RANGE)));
            while (iterator.isValid() && pairs.size() < RANGE) {
                pairs.add(new KeyValue(iterator.key(), iterator.value()));
                iterator.next();
            }
        }
        return pairs;
    }

    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(RANGE)
    public List<KeyValue> rangeRead(Engine engine, Reader reader, Core core) {
        core.done += RANGE;
        long number = ThreadLocalRandom.current().nextInt(PAIRS - RANGE);
        return reader.transaction(engine)
                .getRange(key(number), key(number + RANGE), 0, false, StreamingMode.WANT_ALL)
                .asList()
                .join();
    }

    /** Transactions that have read and are not done, beside which another commits. */
    @State(Scope.Benchmark)
    public static class Crowd {
        @Param({"1", "100", "10000"})
        int live;

        private final List<Transaction> transactions = new ArrayList<>();
        private final AtomicLong next = new AtomicLong();
        private EmbeddedDatabase database;

        @Setup(Level.Iteration)
        public void open() {
            EngineOptions inline =
                    EngineOptions.defaults().withExecutor(Runnable::run).withCommitExecutor(Runnable::run);
            database = EmbeddedDatabase.open(new MemoryStorage(), inline);
            for (int i = 0; i < live; i++) {
                Transaction transaction = database.createTransaction();
                transaction.get(key(i)).join();
                transaction.set(key(i), key(i));
                transactions.add(transaction);
            }
        }

        @TearDown(Level.Iteration)
        public void close() {
            transactions.forEach(Transaction::close);
            transactions.clear();
            database.close();
        }
    }

    @Benchmark
    @Threads(1)
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public void commitBesideOthers(Crowd crowd) {
        try (Transaction transaction = crowd.database.createTransaction()) {
            byte[] key = key(crowd.next.incrementAndGet() % PAIRS);
            transaction.get(key).join();
            transaction.set(key, key);
            transaction.commit().join();
        }
    }

    /** A window of recent writes, as many as the parameter says. */
    @State(Scope.Thread)
    public static class Window {
        @Param({"1000", "10000", "100000", "1000000"})
        int ranges;

        ConflictWindow window;

        @Setup(Level.Trial)
        public void fill() {
            window = new ConflictWindow(0, 2_000_000);
            for (int i = 0; i < ranges; i++) {
                window.add(List.of(range()), 1 + i);
            }
        }

        static KeyRange range() {
            byte[] begin = key(ThreadLocalRandom.current().nextLong());
            return new KeyRange(begin, Keys.after(begin));
        }
    }

    @Benchmark
    @Threads(1)
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public boolean conflictCheck(Window state) {
        return state.window.writtenAfter(Window.range(), state.ranges);
    }

    /**
     * Runs the benchmarks whose names match the argument, and prints the ratios that the project has set itself: medians of
     * {@code -Dbench.rounds} rounds, because a machine that others use too is not the same from one minute to the next.
     */
    public static void main(String[] arguments) throws RunnerException {
        String include = arguments.length > 0 ? arguments[0] : EngineBenchmark.class.getSimpleName();
        Map<String, List<Double>> scores = new TreeMap<>();
        for (int round = Integer.getInteger("bench.rounds", 1); round > 0; round--) {
            for (RunResult result :
                    new Runner(new OptionsBuilder().include(include).build()).run()) {
                note(scores, result);
            }
        }
        scores.forEach((name, values) -> System.out.printf("%s: %,.0f%n", name, median(values)));
        printRatio(scores, "one thread's commit latency over RocksDB's", "rocksCommit1", "commit1");
        printRatio(scores, "64 threads' commits over RocksDB's", "commit64", "rocksCommit64");
        printRatio(scores, "point reads over RocksDB's", "pointRead", "rocksPointRead");
        printRatio(scores, "range reads over RocksDB's", "rangeRead", "rocksRangeRead");
    }

    /** Reads count by the time that a core was at them. */
    private static void note(Map<String, List<Double>> scores, RunResult result) {
        double score = result.getPrimaryResult().getScore();
        var counted = result.getSecondaryResults();
        if (counted.containsKey("cpuNanos")) {
            double seconds = counted.get("cpuNanos").getScore() / TimeUnit.SECONDS.toNanos(1);
            score = counted.get("done").getScore() / seconds;
        }
        StringBuilder name = new StringBuilder(result.getPrimaryResult().getLabel());
        result.getParams().getParamsKeys().forEach(key -> name.append(' ')
                .append(key)
                .append(' ')
                .append(result.getParams().getParam(key)));
        scores.computeIfAbsent(name.toString(), any -> new ArrayList<>()).add(score);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static void printRatio(Map<String, List<Double>> scores, String what, String above, String below) {
        if (scores.containsKey(above) && scores.containsKey(below)) {
            System.out.printf("%s: %.2f%n", what, median(scores.get(above)) / median(scores.get(below)));
        }
    }
}
