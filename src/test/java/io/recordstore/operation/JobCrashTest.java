package io.recordstore.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import io.recordstore.fork.Forks;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.KeyReport;
import io.recordstore.schema.TestDatabase;
import io.recordstore.schema.TestServer;
import io.recordstore.space.TimeToLive;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of job: a server that is killed in the middle is followed by another, and no two ever go on with one. */
class JobCrashTest {
    private static final RecordSpaceName COPY = new RecordSpaceName("copy");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CRASHES = Integer.getInteger("recordstore.test.crashes", 1);
    private static final int RECORDS = 1_100 * CRASHES;
    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Item {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              int64 size = 2;
            }
            """;
    private static final IndexDefinition BY_SIZE = IndexDefinition.value("by_size", "Item", List.of("size"));

    /** A job of all records takes some five seconds. */
    private static String[] slow(String lease) {
        return new String[] {
            "records-per-transaction", "10", "records-per-second", "200", "patience", "10ms", "lease", lease
        };
    }

    private static final String[] SLOW = slow("500ms");

    private static final String[] FAST = {"lease", "500ms"};

    private final TestDatabase database = new TestDatabase();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final ExecutorService otherThreads = Executors.newFixedThreadPool(4);

    @AfterEach
    void close() {
        database.close();
        threads.shutdownNow();
        otherThreads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(JobKind.class)
    void whatAKilledServerWasAtIsGoneOnWithByAnother(JobKind kind) {
        fill(database.server());
        begin(database.server(threads, SLOW), kind);
        TestServer other = database.server(FAST);
        await(() -> operation(other).done() > 0);
        threads.shutdownNow();
        for (int crash = 1; crash < CRASHES; crash++) {
            goOnAndCrash(other, operation(other).done());
        }

        Operation before = operation(other);
        awaitOver(other);

        assertThat(before.state()).isEqualTo(Operation.State.RUNNING);
        assertThat(before.done()).isLessThan(RECORDS);
        assertThat(operation(other).state()).isEqualTo(Operation.State.DONE);
        assertThat(operation(other).done()).isEqualTo(RECORDS);
        assertThat(other.jobs()).isZero();
        assertThatItIsDone(other, kind);
    }

    /** Where another server gets on with it, that one is killed too. */
    private void goOnAndCrash(TestServer observer, long done) {
        ExecutorService own = Executors.newFixedThreadPool(4);
        TestServer next = database.server(own, SLOW);
        await(() -> {
            next.builds().resume().await().atMost(PATIENCE);
            return operation(observer).done() > done;
        });
        own.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(JobKind.class)
    void aServerWhoseClockSaysThatALeaseIsOverIsTheOnlyOneToGoOn(JobKind kind) {
        fill(database.server());
        // Long, so that only what each transaction reads can tell that another goes on; an index build has its own
        // lease.
        TestServer first = database.server(threads, slow(kind == JobKind.INDEX_BUILD ? "500ms" : "30m"));
        begin(first, kind);
        await(() -> operation(first).done() > 0);
        Clock ahead = Clock.offset(Clock.system(ZoneOffset.UTC), Duration.ofHours(1));
        TestServer second = database.server(otherThreads, ahead, SLOW);

        second.builds().resume().await().atMost(PATIENCE);
        await(() -> first.operationsOfAll().running() == 0);

        assertThat(operation(second).state()).isEqualTo(Operation.State.RUNNING);
        assertThat(second.operationsOfAll().running()).isEqualTo(1);
        first.builds().resume().await().atMost(PATIENCE);
        second.builds().stop();
        await(() -> second.operationsOfAll().running() == 0);
        assertThat(operation(second).state()).isEqualTo(Operation.State.PENDING);
        TestServer third = database.server(FAST);
        awaitOver(third);
        assertThat(operation(third).state()).isEqualTo(Operation.State.DONE);
        assertThat(operation(third).done()).isEqualTo(RECORDS);
        assertThatItIsDone(third, kind);
    }

    private static void fill(TestServer server) {
        server.createSpace();
        server.apply(PROTO);
        for (int begin = 1; begin <= RECORDS; begin += 100) {
            server.put(
                    "Item",
                    IntStream.range(begin, begin + 100)
                            .mapToObj(id -> "{id: " + id + ", size: " + id % 7 + "}")
                            .toArray(String[]::new));
        }
    }

    private static void begin(TestServer server, JobKind kind) {
        switch (kind) {
            case INDEX_BUILD -> server.apply(PROTO, BY_SIZE);
            case RESEAL ->
                server.rotations()
                        .rotate(TestServer.TENANT, TestServer.SPACE)
                        .await()
                        .atMost(PATIENCE);
            case FORK ->
                server.forks()
                        .fork(new Forks.Spec(
                                TestServer.TENANT,
                                TestServer.SPACE,
                                COPY,
                                Map.of(),
                                Optional.empty(),
                                TimeToLive.UNBOUNDED))
                        .await()
                        .atMost(PATIENCE);
            case DELETE_WHERE ->
                server.deletions()
                        .deleteAll(TestServer.TENANT, TestServer.SPACE, "Item")
                        .await()
                        .atMost(PATIENCE);
        }
    }

    private static void assertThatItIsDone(TestServer server, JobKind kind) {
        switch (kind) {
            case INDEX_BUILD -> assertThat(entries(server, TestServer.SPACE)).isEqualTo(RECORDS);
            case RESEAL -> {
                KeyReport keys = server.rotations()
                        .get(TestServer.TENANT, TestServer.SPACE)
                        .await()
                        .atMost(PATIENCE);
                assertThat(keys.dataKeys()).hasSize(1);
                assertThat(keys.rotation().orElseThrow().resealed()).isEqualTo(RECORDS);
                assertThat(records(server, TestServer.SPACE)).isEqualTo(RECORDS);
            }
            case FORK -> assertThat(records(server, COPY)).isEqualTo(RECORDS);
            case DELETE_WHERE -> assertThat(records(server, TestServer.SPACE)).isZero();
        }
    }

    private static int entries(TestServer server, RecordSpaceName space) {
        return server.commit(space, (context, open) -> open.store()
                        .scanIndex(
                                open.schema().metaData().getIndex("by_size"),
                                com.apple.foundationdb.record.IndexScanType.BY_VALUE,
                                TupleRange.ALL,
                                null,
                                ScanProperties.FORWARD_SCAN)
                        .getCount())
                .value();
    }

    private static int records(TestServer server, RecordSpaceName space) {
        return server.commit(space, (context, open) -> open.store()
                        .scanRecords(TupleRange.ALL, null, ScanProperties.FORWARD_SCAN)
                        .getCount())
                .value();
    }

    private static Operation operation(TestServer server) {
        return server.operationsOfAll().list(TestServer.TENANT).get(0);
    }

    /** As the rounds of a server do. */
    private static void awaitOver(TestServer server) {
        await(() -> {
            server.builds().resume().await().atMost(PATIENCE);
            return operation(server).state().isOver();
        });
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come to that");
            }
            LockSupport.parkNanos(10_000_000);
        }
    }
}
