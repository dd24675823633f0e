package io.recordstore.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.record.IndexState;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.auth.MovableClock;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.operation.Operation.State;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.TestDatabase;
import io.recordstore.schema.TestServer;
import io.recordstore.space.RecordSpace;
import io.recordstore.store.TestStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users are told of operations, and how they end them. */
class OperationsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RECORDS = 400;
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
    private static final String[] SLOW = {
        "records-per-transaction", "10", "records-per-second", "40", "patience", "10ms", "lease", "1s"
    };

    private final TestDatabase database = new TestDatabase();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final ExecutorService otherThreads = Executors.newFixedThreadPool(4);

    @BeforeEach
    void fill() {
        TestServer server = database.server();
        server.createSpace();
        server.apply(PROTO);
        server.put(
                "Item",
                IntStream.range(0, RECORDS)
                        .mapToObj(i -> "{id: " + (i + 1) + ", size: " + i % 7 + "}")
                        .toArray(String[]::new));
    }

    @AfterEach
    void close() {
        database.close();
        threads.shutdownNow();
        otherThreads.shutdownNow();
    }

    @Test
    void aFirstSchemaIsNoOperation() {
        assertThat(database.server().operations()).isEmpty();
    }

    @Test
    void emptyingARecordSpaceIsTheEndOfWhatIsUnderWayForIt() {
        TestServer server = database.server(SLOW);
        server.apply(PROTO, BY_SIZE);
        server.deletions()
                .deleteAll(TestServer.TENANT, TestServer.SPACE, "Item")
                .await()
                .atMost(PATIENCE);
        await(() -> server.operations().stream().allMatch(operation -> operation.state() == State.RUNNING));

        server.clearSpace();

        assertThat(server.operations()).hasSize(2).allMatch(operation -> operation.state() == State.DONE);
        assertThat(server.jobs()).isZero();
        server.put("Item", "{id: 1, size: 3}");
        assertThat(server.indexes()).allMatch(index -> index.state().equals(Optional.of(IndexState.READABLE)));
        assertThat(server.commit(TestServer.SPACE, (context, open) -> open.countRecords())
                        .value())
                .isOne();
    }

    @Test
    void anOperationTellsHowFarItIsAndStaysInTheListWhenItIsThrough() {
        TestServer server = database.server(SLOW);
        server.apply(PROTO, BY_SIZE);

        await(() -> only(server).done() > 0);
        Operation running = only(server);
        assertThat(running.kind()).isEqualTo(JobKind.INDEX_BUILD);
        assertThat(running.state()).isEqualTo(State.RUNNING);
        assertThat(running.space()).isEqualTo(TestServer.SPACE);
        assertThat(running.total()).isEqualTo(RECORDS);
        assertThat(running.done()).isLessThan(RECORDS);
        assertThat(running.server()).isNotEmpty();
        assertThat(running.end()).isEmpty();
        server.builds().stop();
        await(() -> only(server).state() == State.PENDING);

        TestServer other = database.server("server", "other");
        awaitOver(other);
        Operation done = only(other);
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.done()).isEqualTo(RECORDS);
        assertThat(done.server()).isEqualTo("other");
        assertThat(done.end()).isPresent();
        assertThat(done.number()).isEqualTo(running.number());
    }

    @Test
    void whatOneServerIsAtNoOtherTakesUpWhileTheLeaseIsRenewed() {
        MovableClock clock = new MovableClock(Clock.systemUTC().instant());
        TestServer first = database.server(
                threads,
                clock,
                "records-per-transaction",
                "4",
                "records-per-second",
                "10",
                "patience",
                "10ms",
                "lease",
                "1s",
                "server",
                "first");
        TestServer other = database.server(otherThreads, clock, "lease", "1s", "patience", "300ms", "server", "other");
        first.rotations().rotate(TestServer.TENANT, TestServer.SPACE).await().atMost(PATIENCE);
        await(() -> only(first).done() > 0);

        for (int i = 0; i < 4; i++) {
            clock.advance(Duration.ofMillis(700));
            await(() -> leasedUntil(only(first).number()) == clock.millis() + 1_000);
            tryAll(other);
            assertThat(only(first).state()).isEqualTo(State.RUNNING);
            assertThat(only(first).server()).isEqualTo("first");
            assertThat(other.operationsOfAll().running()).isZero();
        }
        threads.shutdownNow();
        tryAll(other);
        assertThat(only(other).server()).isEqualTo("first");
        clock.advance(Duration.ofSeconds(2));

        awaitOver(other);
        assertThat(only(other).server()).isEqualTo("other");
        assertThat(only(other).state()).isEqualTo(State.DONE);
        assertThat(only(other).done()).isEqualTo(RECORDS);
    }

    /** As the call does that begins an operation, for as long as its patience is. */
    private static void tryAll(TestServer server) {
        RecordSpace space = server.spaces()
                .spaces()
                .get(TestServer.TENANT, TestServer.SPACE)
                .await()
                .atMost(PATIENCE);
        server.builds().startPatiently(JobKind.RESEAL, space).await().atMost(PATIENCE);
    }

    /** In milliseconds since 1970; 0 when nobody has it. */
    private long leasedUntil(long operation) {
        byte[] lease = database.database().read(transaction -> transaction
                .get(new OperationKeys(TestStore.root(database.database())).lease(1, operation))
                .join());
        return lease == null ? 0 : Tuple.fromBytes(lease).getLong(0);
    }

    @Test
    void aCancelledIndexBuildLeavesItsIndexDisabledAndEmptyUntilASchemaIsApplied() {
        TestServer slow = database.server(SLOW);
        slow.apply(PROTO, BY_SIZE);
        await(() -> only(slow).done() > 0);
        TestServer server = database.server("lease", "1s");

        server.operationsOfAll()
                .cancel(TestServer.TENANT, TestServer.SPACE, only(server).number());

        awaitOver(server);
        assertThat(only(server).state()).isEqualTo(State.CANCELLED);
        assertThat(server.jobs()).isZero();
        assertThat(server.indexes().get(0).state()).contains(IndexState.DISABLED);
        server.put("Item", "{id: 1000, size: 1}");
        assertThatThrownBy(() -> server.operationsOfAll()
                        .cancel(
                                TestServer.TENANT,
                                TestServer.SPACE,
                                only(server).number()))
                .isInstanceOfSatisfying(PreconditionFailed.class, refusal -> assertThat(refusal.reason())
                        .isEqualTo("OPERATION_OVER"));

        server.apply(PROTO, BY_SIZE);

        assertThat(server.indexes().get(0).state()).contains(IndexState.READABLE);
        assertThat(server.operations()).extracting(Operation::state).containsExactly(State.DONE, State.CANCELLED);
    }

    @Test
    void whatKeepsAnOperationFromGettingOnIsToldAndItIsTriedAgain() {
        TestServer server = database.server();

        server.apply(PROTO, BY_SIZE.asUnique());

        await(() -> only(server).failure().isPresent());
        assertThat(only(server).state()).isEqualTo(State.PENDING);
        assertThat(only(server).failure().orElseThrow().reason()).isEqualTo("NOT_UNIQUE");
        assertThat(only(server).failure().orElseThrow().message()).contains("by_size");
        server.operationsOfAll()
                .cancel(TestServer.TENANT, TestServer.SPACE, only(server).number());
        awaitOver(server);
        assertThat(only(server).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aRotationOfKeysCannotBeCancelled() {
        TestServer server = database.server(SLOW);
        server.rotations().rotate(TestServer.TENANT, TestServer.SPACE).await().atMost(PATIENCE);

        assertThatThrownBy(() -> server.operationsOfAll()
                        .cancel(
                                TestServer.TENANT,
                                TestServer.SPACE,
                                only(server).number()))
                .isInstanceOfSatisfying(PreconditionFailed.class, refusal -> assertThat(refusal.reason())
                        .isEqualTo("OPERATION_NOT_CANCELLABLE"));
        assertThat(only(server).isCancelRequested()).isFalse();
        server.builds().stop();
    }

    @Test
    void aCancelledDeleteLeavesTheRest() {
        TestServer slow = database.server(SLOW);
        slow.deletions()
                .deleteAll(TestServer.TENANT, TestServer.SPACE, "Item")
                .await()
                .atMost(PATIENCE);
        await(() -> only(slow).done() > 0);
        TestServer server = database.server("lease", "1s");

        server.operationsOfAll()
                .cancel(TestServer.TENANT, TestServer.SPACE, only(server).number());

        awaitOver(server);
        long deleted = only(server).done();
        assertThat(only(server).state()).isEqualTo(State.CANCELLED);
        assertThat(deleted).isBetween(1L, RECORDS - 1L);
        assertThat(server.commit(TestServer.SPACE, (context, open) -> open.countRecords())
                        .value())
                .isEqualTo(RECORDS - deleted);
    }

    @Test
    void deletesOfOneRecordSpaceAreBounded() {
        TestServer server = database.server(SLOW);
        server.builds().stop();
        for (int i = 0; i < 10; i++) {
            server.deletions()
                    .deleteAll(TestServer.TENANT, TestServer.SPACE, "Item")
                    .await()
                    .atMost(PATIENCE);
        }

        assertThatThrownBy(() -> server.deletions()
                        .deleteAll(TestServer.TENANT, TestServer.SPACE, "Item")
                        .await()
                        .atMost(PATIENCE))
                .isInstanceOf(LimitExceeded.class);
    }

    @Test
    void whatADeleteIsToDoOutlivesARotationOfKeys() {
        TestServer server = database.server();
        TestServer stopped = database.server(SLOW);
        stopped.builds().stop();
        stopped.deletions()
                .deleteAll(TestServer.TENANT, TestServer.SPACE, "Item")
                .await()
                .atMost(PATIENCE);

        server.rotations().rotate(TestServer.TENANT, TestServer.SPACE).await().atMost(PATIENCE);
        awaitAllOver(server);

        assertThat(server.operations()).extracting(Operation::state).containsOnly(State.DONE);
        assertThat(server.commit(TestServer.SPACE, (context, open) -> open.countRecords())
                        .value())
                .isZero();
    }

    @Test
    void operationsThatHaveBeenOverForLongAreForgotten() {
        TestServer server = database.server("keep", "1h");
        server.apply(PROTO, BY_SIZE);
        assertThat(only(server).state()).isEqualTo(State.DONE);
        server.operationsOfAll().forgetOld();
        assertThat(server.operations()).hasSize(1);
        Clock later = Clock.offset(Clock.system(ZoneOffset.UTC), Duration.ofHours(2));
        TestServer laterServer = database.server(threads, later, "keep", "1h");

        laterServer.operationsOfAll().forgetOld();

        assertThat(server.operations()).isEmpty();
        assertThatThrownBy(() -> server.operationsOfAll().get(TestServer.TENANT, TestServer.SPACE, 1))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void noMoreThanSoManyOperationsAreListed() {
        TestServer server = database.server("keep-at-most", "3");
        for (int i = 0; i < 6; i++) {
            server.apply(PROTO, IndexDefinition.value("index_" + i, "Item", List.of("size")));
        }

        assertThat(server.operations()).extracting(Operation::number).containsExactly(6L, 5L, 4L);
    }

    private static Operation only(TestServer server) {
        assertThat(server.operations()).hasSize(1);
        return server.operations().get(0);
    }

    private static void awaitOver(TestServer server) {
        awaitAllOver(server);
    }

    /** As the rounds of a server do. */
    private static void awaitAllOver(TestServer server) {
        await(() -> {
            server.builds().resume().await().atMost(PATIENCE);
            return server.operations().stream()
                    .allMatch(operation -> operation.state().isOver());
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
