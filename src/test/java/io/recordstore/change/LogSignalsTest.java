package io.recordstore.change;

import static io.recordstore.change.WatchAcrossServersTest.PATIENCE;
import static io.recordstore.change.WatchAcrossServersTest.create;
import static io.recordstore.change.WatchAcrossServersTest.events;
import static io.recordstore.change.WatchAcrossServersTest.id;
import static io.recordstore.change.WatchAcrossServersTest.watches;
import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.schema.TestDatabase;
import io.recordstore.schema.TestServer;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** How watchers wait for a change: where the store tells of none, and that nothing is left of a wait. */
class LogSignalsTest {
    /** Each would stay until there is to be a mark of progress, with what waited for it. */
    @Test
    void aWatcherLeavesNoTimerBehindForTheChangesThatItIsToldOf() {
        int changes = 200;
        try (TestDatabase database = new TestDatabase()) {
            TestServer server = database.server();
            create(server);
            AtomicInteger told = new AtomicInteger();
            Cancellable watch =
                    events(watches(server), new WatchSpec.Now()).subscribe().with(event -> told.incrementAndGet());
            await(() -> told.get() == 1);
            int before = timers();

            for (int i = 1; i <= changes; i++) {
                server.put("Item", "{\"id\": " + i + "}");
                int changed = i;
                await(() -> told.get() == 1 + changed);
            }

            assertThat(timers() - before).isLessThan(changes / 10);
            watch.cancel();
        }
    }

    private static int timers() {
        return ((ScheduledThreadPoolExecutor) Infrastructure.getDefaultWorkerPool())
                .getQueue()
                .size();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not come to that").isLessThan(end);
            LockSupport.parkNanos(100_000);
        }
    }

    /** As FoundationDB does when it has too many. */
    @Test
    void whereTheStoreRefusesWatchesAChangeIsFoundByLooking() {
        try (TestDatabase database = new TestDatabase()) {
            TestServer server = database.server();
            Watches watches = watches(server);
            create(server);
            database.database().options().setMaxWatches(0);
            CompletableFuture<List<Long>> seen = events(watches, new WatchSpec.Beginning())
                    .filter(event -> event instanceof WatchEvent.Transaction)
                    .map(event -> id(((WatchEvent.Transaction) event).changes().get(0)))
                    .select()
                    .first(2)
                    .collect()
                    .asList()
                    .subscribeAsCompletionStage()
                    .toCompletableFuture();
            await(() -> watches.watched() == 1);

            server.put("Item", "{\"id\": 1}");
            server.put("Item", "{\"id\": 2}");

            assertThat(seen.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
                    .containsExactly(1L, 2L);
        }
    }
}
