package io.recordstore.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.auth.MovableClock;
import io.recordstore.crypto.DataKeys;
import io.recordstore.crypto.TestDataKeys;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.TestDatabase;
import io.recordstore.schema.TestServer;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.RecordSpaces;
import io.recordstore.space.Rewraps;
import io.recordstore.space.TimeToLive;
import io.recordstore.store.TestStore;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What servers do for many RecordSpaces in rounds, though they are killed, or one RecordSpace is damaged. */
class RoundsTest {
    private static final int SPACES = 5;
    private static final int MOST_STEPS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ChangeRetention KEPT =
            new ChangeRetention(Duration.ofMinutes(10), ChangeRetention.Values.AFTER);
    private static final TimeToLive MINUTE = new TimeToLive(Duration.ofMinutes(1));
    private static final long TENANT_ID = 1;
    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Item {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
            }
            """;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final MovableClock clock = new MovableClock(Instant.parse("2026-06-01T12:00:00Z"));

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    /** What goes through RecordSpaces. */
    private enum Kind {
        TRIM,
        EXPIRE,
        REWRAP
    }

    /** Does so much and no more, as the threads of a server that is killed. */
    private static final class Mortal extends AbstractExecutorService {
        private final ExecutorService own = Executors.newFixedThreadPool(2);
        private final AtomicInteger left;
        private final CompletableFuture<Void> death = new CompletableFuture<>();

        Mortal(int tasks) {
            left = new AtomicInteger(tasks);
        }

        @Override
        public void execute(Runnable task) {
            if (left.getAndDecrement() > 0) {
                own.execute(task);
            } else {
                death.complete(null);
            }
        }

        @Override
        public void shutdown() {
            own.shutdown();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return own.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return own.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return own.isTerminated();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
            return own.awaitTermination(timeout, unit);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TRIM", "EXPIRE"})
    void oneThatCannotBeReadKeepsNoOtherWaiting(Kind kind) {
        try (TestDatabase database = new TestDatabase()) {
            fill(kind, database.server(threads, TestDataKeys.create("old", "old"), clock));
            clock.advance(Duration.ofHours(1));
            byte[] first = TestStore.root(database.database()).pack(Tuple.from(TENANT_ID, 0, "space/0"));
            database.database().run(transaction -> {
                assertThat(transaction.get(first).join()).isNotEmpty();
                transaction.set(first, new byte[] {(byte) 0xff});
                return null;
            });

            Object done = round(kind, database, threads)
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();

            assertThat(done).isEqualTo(SPACES - 1L);
        }
    }

    /**
     * A server dies after the first thing that it does, another after the second, and so on until one comes through; each time the
     * next server's round does what is left.
     */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatAKilledServerLeavesOfARoundTheNextOneDoes(Kind kind) {
        int steps = 1;
        while (dies(steps, kind)) {
            steps++;
            assertThat(steps).isLessThan(MOST_STEPS);
        }
        System.out.println("RoundsTest: killed at each of " + (steps - 1) + " steps of " + kind);
        assertThat(steps).isGreaterThan(SPACES);
    }

    /** @return whether a server was killed by then */
    private boolean dies(int steps, Kind kind) {
        Mortal mortal = new Mortal(steps);
        try (TestDatabase database = new TestDatabase()) {
            fill(kind, database.server(threads, TestDataKeys.create("old", "old"), clock));
            clock.advance(Duration.ofHours(1));
            CompletableFuture<?> round = round(kind, database, mortal);

            CompletableFuture.anyOf(round, mortal.death)
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();

            boolean isKilled = !round.isDone();
            Object outcome = round(kind, database, threads)
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            assertThatAllIsDone(kind, database, outcome);
            return isKilled;
        } finally {
            mortal.shutdownNow();
        }
    }

    /** Data keys are wrapped anew tenant by tenant, the rest is done RecordSpace by RecordSpace. */
    private static void fill(Kind kind, TestServer server) {
        RecordSpaces spaces = server.spaces().spaces();
        for (int i = 0; i < SPACES; i++) {
            RecordSpaceName name = new RecordSpaceName("space/" + i);
            switch (kind) {
                case TRIM -> {
                    await(spaces.create(TestServer.TENANT, name, Map.of(), KEPT));
                    server.apply(name, PROTO);
                    server.commit(name, (context, open) -> open.store()
                            .saveRecordAsync(TestServer.record(open.schema(), "Item", "{id: 1}")));
                }
                case EXPIRE -> await(spaces.create(TestServer.TENANT, name, Map.of(), ChangeRetention.NONE, MINUTE));
                case REWRAP ->
                    await(spaces.create(new TenantName("tenant-" + i), name, Map.of(), ChangeRetention.NONE));
            }
        }
    }

    private CompletableFuture<?> round(Kind kind, TestDatabase database, ExecutorService own) {
        DataKeys dataKeys = TestDataKeys.create("new", "old", "new");
        TestServer server = database.server(own, dataKeys, clock);
        Uni<?> round =
                switch (kind) {
                    case TRIM -> trims(server, database).round();
                    case EXPIRE -> server.spaces().expiries().round();
                    case REWRAP -> server.spaces().rewraps().round();
                };
        return round.subscribeAsCompletionStage().toCompletableFuture();
    }

    private Trims trims(TestServer server, TestDatabase database) {
        ChangeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ChangeConfig.class)
                .build()
                .getConfigMapping(ChangeConfig.class);
        return new Trims(
                server.transactions(),
                server.spaces().catalog(),
                config,
                new ChangeMeters(new SimpleMeterRegistry(), clock),
                TestStore.root(database.database()),
                clock);
    }

    private static void assertThatAllIsDone(Kind kind, TestDatabase database, Object outcome) {
        Subspace root = TestStore.root(database.database());
        switch (kind) {
            case TRIM -> {
                for (KeyValue entry : under(database, root.get(Tuple.from(TENANT_ID, 2)))) {
                    List<Object> key = root.unpack(entry.getKey()).getItems();
                    assertThat(key.get(3).equals(3L) && key.get(4).equals(0L))
                            .as("a change of before: %s", key)
                            .isFalse();
                }
            }
            case EXPIRE -> {
                assertThat(under(database, root.get(Tuple.from(0, 6)))).isEmpty();
                assertThat(under(database, root.get(Tuple.from(TENANT_ID, 0)))).isEmpty();
                assertThat(under(database, root.get(Tuple.from(TENANT_ID, 2)))).isEmpty();
            }
            case REWRAP -> assertThat(((Rewraps.Outcome) outcome).wrappedBy()).isEqualTo(Map.of("new", (long) SPACES));
        }
    }

    private static List<KeyValue> under(TestDatabase database, Subspace subspace) {
        return database.database()
                .read(transaction ->
                        transaction.getRange(subspace.range()).asList().join());
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(PATIENCE);
    }
}
