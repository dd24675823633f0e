package io.recordstore.fdb.embedded;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
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
import org.rocksdb.WriteOptions;

/** The engine beside its floors, measured in one run: RocksDB itself for what is durable, plain work for the rest. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 4, time = 4)
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

    /** One transaction of a thread, renewed well inside the five-second window. */
    @State(Scope.Thread)
    public static class Reader {
        private static final int READS = 10_000;

        private Transaction transaction;
        private int reads;

        Transaction transaction(Engine engine, int cost) {
            reads += cost;
            if (transaction == null || reads > READS) {
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
    public byte[] rocksPointRead(Rocks rocks) throws RocksDBException {
        return rocks.database.get(key(ThreadLocalRandom.current().nextInt(PAIRS)));
    }

    @Benchmark
    @Threads(1)
    public byte[] pointRead(Engine engine, Reader reader) {
        long number = ThreadLocalRandom.current().nextInt(PAIRS);
        return reader.transaction(engine, 1).snapshot().get(key(number)).join();
    }

    @Benchmark
    @Threads(1)
    public byte[] pointReadWithConflict(Engine engine, Reader reader) {
        long number = ThreadLocalRandom.current().nextInt(PAIRS);
        return reader.transaction(engine, 10).get(key(number)).join();
    }

    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(RANGE)
    public List<KeyValue> rangeRead(Engine engine, Reader reader) {
        long number = ThreadLocalRandom.current().nextInt(PAIRS - RANGE);
        return reader.transaction(engine, RANGE)
                .snapshot()
                .getRange(key(number), key(number + RANGE), 0, false, StreamingMode.WANT_ALL)
                .asList()
                .join();
    }

    /** A window of recent writes, as many as the parameter says. */
    @State(Scope.Thread)
    public static class Window {
        @Param({"1000", "100000", "1000000"})
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
    public boolean conflictCheck(Window state) {
        return state.window.writtenAfter(Window.range(), state.ranges);
    }

    /** Runs every benchmark and prints the ratios that the project has set itself. */
    public static void main(String[] arguments) throws RunnerException {
        String include = arguments.length > 0 ? arguments[0] : EngineBenchmark.class.getSimpleName();
        Collection<RunResult> results =
                new Runner(new OptionsBuilder().include(include).build()).run();
        Map<String, Double> scores = new HashMap<>();
        for (RunResult result : results) {
            scores.put(
                    result.getPrimaryResult().getLabel(),
                    result.getPrimaryResult().getScore());
        }
        List<String> lines = new ArrayList<>();
        addRatio(lines, scores, "one thread's latency over RocksDB's", "rocksCommit1", "commit1");
        addRatio(lines, scores, "64 threads' commits over RocksDB's", "commit64", "rocksCommit64");
        addRatio(lines, scores, "point reads over RocksDB's", "pointRead", "rocksPointRead");
        lines.forEach(System.out::println);
    }

    private static void addRatio(
            List<String> lines, Map<String, Double> scores, String what, String above, String below) {
        if (scores.containsKey(above) && scores.containsKey(below)) {
            lines.add("%s: %.2f".formatted(what, scores.get(above) / scores.get(below)));
        }
    }
}
