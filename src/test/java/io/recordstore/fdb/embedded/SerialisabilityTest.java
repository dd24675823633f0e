package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.Transaction;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Concurrent histories have a serial order, in real time too. */
class SerialisabilityTest {
    private static final int THREADS = 8;

    @TempDir
    Path directory;

    @Test
    void explainsEverySimulatedHistorySerially() {
        long first = Long.getLong("seed", System.nanoTime());
        int histories = Integer.getInteger("history.count", 1_500);
        System.out.println("SerialisabilityTest from -Dseed=" + first);
        for (long seed = first; seed < first + histories; seed++) {
            assertThat(SimulatedHistory.violation(seed, SimulatedHistory.Faults.NONE))
                    .as("-Dseed=%d", seed)
                    .isEmpty();
        }
    }

    @Test
    void explainsWhatThreadsDoSeriallyInMemory() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.inMemory()) {
            explainsWhatThreadsDo(database, 400);
        }
    }

    @Test
    void explainsWhatThreadsDoSeriallyOnDisk() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.inDirectory(directory)) {
            explainsWhatThreadsDo(database, 100);
        }
    }

    private static void explainsWhatThreadsDo(Database database, int transactionsEach) throws Exception {
        History history = new History();
        AtomicLong clock = new AtomicLong();
        onThreads(thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < transactionsEach; i++) {
                transact(database, history, clock, random, thread + "-" + i);
            }
            return null;
        });
        assertThat(history.size()).isGreaterThan(transactionsEach);
        assertThat(history.violation()).isEmpty();
    }

    private static void transact(Database database, History history, AtomicLong clock, Random random, String value) {
        long begun = clock.incrementAndGet();
        Map<String, String> reads = new HashMap<>();
        Map<String, String> writes = new HashMap<>();
        try (Transaction transaction = database.createTransaction()) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                String key = "k" + random.nextInt(4);
                byte[] found = transaction.get(key.getBytes()).join();
                reads.put(key, found == null ? null : new String(found));
            }
            if (random.nextInt(4) > 0) {
                String key = "k" + random.nextInt(4);
                transaction.set(key.getBytes(), value.getBytes());
                writes.put(key, value);
            }
            long readVersion = transaction.getReadVersion().join();
            CompletableFuture<byte[]> stamp = transaction.getVersionstamp();
            transaction.commit().join();
            byte[] written = writes.isEmpty() ? null : stamp.join();
            history.add(new History.Committed(begun, clock.incrementAndGet(), readVersion, written, reads, writes));
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(EmbeddedFdbException.class);
            assertThat(((EmbeddedFdbException) e.getCause()).error()).isEqualTo(FdbError.NOT_COMMITTED);
        }
    }

    private interface ThreadBody {
        Void run(int thread) throws Exception;
    }

    private static void onThreads(ThreadBody body) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                tasks.add(() -> body.run(thread));
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    @Test
    void losesNoUpdateOfARegister() throws Exception {
        byte[] register = "register".getBytes();
        int each = 100;
        try (EmbeddedDatabase database = EmbeddedDatabase.inMemory()) {
            database.run(transaction -> {
                transaction.set(register, number(0));
                return null;
            });
            onThreads(thread -> {
                for (int i = 0; i < each; i++) {
                    database.run(transaction -> {
                        long value = number(transaction.get(register).join());
                        transaction.set(register, number(value + 1));
                        return null;
                    });
                }
                return null;
            });
            assertThat(number(database.run(
                            transaction -> transaction.get(register).join())))
                    .isEqualTo((long) THREADS * each);
        }
    }

    @Test
    void keepsTheSumOfABankInEverySnapshot() throws Exception {
        int accounts = 6;
        long each = 1_000;
        try (EmbeddedDatabase database = EmbeddedDatabase.inMemory()) {
            database.run(transaction -> {
                for (int i = 0; i < accounts; i++) {
                    transaction.set(new byte[] {(byte) i}, number(each));
                }
                return null;
            });
            onThreads(thread -> {
                Random random = new Random(thread);
                for (int i = 0; i < 100; i++) {
                    transfer(database, random.nextInt(accounts), random.nextInt(accounts), random.nextInt(50));
                    assertThat(total(database)).isEqualTo(accounts * each);
                }
                return null;
            });
        }
    }

    private static void transfer(Database database, int from, int to, int amount) {
        database.run(transaction -> {
            byte[] source = {(byte) from};
            byte[] target = {(byte) to};
            long left = number(transaction.get(source).join()) - amount;
            transaction.set(source, number(left));
            transaction.set(target, number(number(transaction.get(target).join()) + amount));
            return null;
        });
    }

    private static long total(Database database) {
        return database.read(
                transaction -> transaction.getRange(new byte[0], new byte[] {(byte) 0xff}).asList().join().stream()
                        .mapToLong(pair -> number(pair.getValue()))
                        .sum());
    }

    @Test
    void allowsNoWriteSkew() throws Exception {
        byte[] left = "left".getBytes();
        byte[] right = "right".getBytes();
        try (EmbeddedDatabase database = EmbeddedDatabase.inMemory()) {
            for (int round = 0; round < 100; round++) {
                database.run(transaction -> {
                    transaction.set(left, number(1));
                    transaction.set(right, number(1));
                    return null;
                });
                onThreads(thread -> {
                    database.run(transaction -> {
                        long sum = number(transaction.get(left).join())
                                + number(transaction.get(right).join());
                        if (sum == 2) {
                            transaction.set(thread % 2 == 0 ? left : right, number(0));
                        }
                        return null;
                    });
                    return null;
                });
                long sum = database.read(
                        transaction -> number(transaction.get(left).join())
                                + number(transaction.get(right).join()));
                assertThat(sum).isEqualTo(1);
            }
        }
    }
}
