package io.recordstore.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.tuple.Tuple;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.fault.CommitUnknown;
import io.recordstore.fault.DeadlineExceeded;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that stalls fails calls at their deadline; when it answers again, nothing is left of them. */
class StalledStoreTest {
    private static final int CALLS = 1_000;
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private Database engine;
    private StallingDatabase stalling;
    private Transactions transactions;

    @BeforeEach
    void open() {
        engine = TestStore.openDatabase(threads);
        stalling = new StallingDatabase(engine);
        transactions = new TestStore(stalling.database(), threads, TIMEOUT, registry).transactions();
    }

    @AfterEach
    void close() {
        stalling.goOn();
        engine.close();
        threads.shutdown();
    }

    @Test
    void callsFailAtTheirDeadlineAndLeaveNothingBehind() {
        write(0).await().atMost(PATIENCE);

        stalling.stall();
        List<CompletableFuture<Throwable>> reads =
                failures(number -> read(number).replaceWithVoid());
        List<CompletableFuture<Throwable>> writes = failures(number -> write(number));
        assertThat(reads)
                .allSatisfy(read ->
                        assertThat(read.orTimeout(60, TimeUnit.SECONDS).join()).isInstanceOf(DeadlineExceeded.class));
        assertThat(writes).allSatisfy(write -> assertThat(
                        write.orTimeout(60, TimeUnit.SECONDS).join())
                .isInstanceOfAny(DeadlineExceeded.class, CommitUnknown.class));

        stalling.goOn();
        awaitNoneOpen();
        assertThat(read(0).await().atMost(PATIENCE)).isNotNull();
        write(1).await().atMost(PATIENCE);
        assertThat(read(1).await().atMost(PATIENCE)).isNotNull();
    }

    private List<CompletableFuture<Throwable>> failures(IntFunction<Uni<Void>> call) {
        List<CompletableFuture<Throwable>> all = new ArrayList<>();
        IntStream.range(0, CALLS)
                .forEach(number -> all.add(call.apply(number)
                        .replaceWith((Throwable) null)
                        .onFailure()
                        .recoverWithItem(failure -> failure)
                        .subscribeAsCompletionStage()));
        return all;
    }

    private void awaitNoneOpen() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (registry.get("recordstore.store.transactions.open").gauge().value() > 0) {
            assertThat(System.nanoTime()).as("transactions stay open").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private Uni<byte[]> read(int number) {
        return transactions.read(context -> context.ensureActive().get(key(number)));
    }

    private Uni<Void> write(int number) {
        return transactions
                .write(context -> {
                    context.ensureActive().set(key(number), new byte[] {1});
                    return CompletableFuture.completedFuture(null);
                })
                .replaceWithVoid();
    }

    private static byte[] key(int number) {
        return Tuple.from("stalled", number).pack();
    }
}
