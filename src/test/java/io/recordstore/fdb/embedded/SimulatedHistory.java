package io.recordstore.fdb.embedded;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/**
 * Clients whose transactions a seeded scheduler interleaves with the real commit loop, so that several wait for one
 * batch. They read and write few keys, which makes lost updates, write skew and cycles likely wherever they are possible.
 */
final class SimulatedHistory {
    private static final int CLIENTS = 6;
    private static final int STEPS = 400;
    private static final int KEYS = 5;

    private final Random random;
    private final SeededScheduler scheduler;
    private final Database database;
    private final History history = new History();
    private final Client[] clients = new Client[CLIENTS];
    private long moment;
    private int values;
    private int committing;

    private SimulatedHistory(long seed, Faults faults) {
        random = new Random(seed);
        scheduler = new SeededScheduler(random);
        EngineOptions options = EngineOptions.defaults()
                .withExecutor(scheduler)
                .withCommitExecutor(faults.commitExecutor.apply(scheduler))
                .withTime(scheduler::nanoTime);
        database = EmbeddedDatabase.open(faults.storage.apply(new MemoryStorage()), options, faults.windows);
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = new Client();
        }
    }

    /** The places where a fault can be planted; without one, what the engine has there. */
    record Faults(
            UnaryOperator<Storage> storage,
            LongFunction<ConflictWindow> windows,
            UnaryOperator<Executor> commitExecutor) {
        static final Faults NONE = new Faults(
                UnaryOperator.identity(), oldest -> new ConflictWindow(oldest, 1_000), UnaryOperator.identity());

        Faults withStorage(UnaryOperator<Storage> faulty) {
            return new Faults(faulty, windows, commitExecutor);
        }

        Faults withWindow(LongFunction<ConflictWindow> faulty) {
            return new Faults(storage, faulty, commitExecutor);
        }

        Faults withCommitExecutor(UnaryOperator<Executor> faulty) {
            return new Faults(storage, windows, faulty);
        }
    }

    /** Runs one history; returns what is wrong with it, if anything. */
    static Optional<String> violation(long seed, Faults faults) {
        SimulatedHistory simulated = new SimulatedHistory(seed, faults);
        try {
            return simulated.run();
        } finally {
            simulated.database.close();
        }
    }

    private Optional<String> run() {
        for (int i = 0; i < STEPS; i++) {
            if (random.nextInt(3) == 0) {
                scheduler.runOne();
            } else {
                clients[random.nextInt(CLIENTS)].step();
            }
        }
        scheduler.runAll();
        if (committing > 0) {
            return Optional.of(committing + " commits were never answered");
        }
        return history.violation();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One client, which does one thing at a time. */
    private final class Client {
        private Transaction transaction;
        private boolean waiting;
        private long begun;
        private Map<String, String> reads;
        private Map<String, String> writes;

        void step() {
            if (waiting) {
                return;
            }
            if (transaction == null) {
                begin();
            }
            switch (random.nextInt(5)) {
                case 0, 1 -> read("k" + random.nextInt(KEYS));
                case 2 -> write("k" + random.nextInt(KEYS));
                case 3 -> readAll();
                default -> commit();
            }
        }

        private void begin() {
            transaction = database.createTransaction();
            begun = ++moment;
            reads = new HashMap<>();
            writes = new HashMap<>();
        }

        private void read(String key) {
            if (!writes.containsKey(key)) {
                byte[] value = transaction.get(bytes(key)).join();
                note(key, value == null ? null : new String(value, StandardCharsets.UTF_8));
            }
        }

        /** A second read of a key must find what the first one did. */
        private void note(String key, String value) {
            if (reads.containsKey(key) && !java.util.Objects.equals(reads.get(key), value)) {
                reads.put(key, "first " + reads.get(key) + ", then " + value);
            } else {
                reads.put(key, value);
            }
        }

        private void readAll() {
            for (int i = 0; i < KEYS; i++) {
                read("k" + i);
            }
        }

        private void write(String key) {
            String value = "v" + values++;
            transaction.set(bytes(key), bytes(value));
            writes.put(key, value);
        }

        private void commit() {
            waiting = true;
            committing++;
            long readVersion = transaction.getReadVersion().join();
            CompletableFuture<byte[]> stamp = transaction.getVersionstamp();
            transaction.commit().whenComplete((done, error) -> {
                committing--;
                waiting = false;
                if (error == null) {
                    byte[] written = stamp.isCompletedExceptionally() || writes.isEmpty() ? null : stamp.join();
                    history.add(new History.Committed(begun, ++moment, readVersion, written, reads, writes));
                }
                transaction.close();
                transaction = null;
            });
        }
    }
}
