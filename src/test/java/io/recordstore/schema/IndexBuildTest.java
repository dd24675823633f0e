package io.recordstore.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.record.IndexEntry;
import com.apple.foundationdb.record.IndexScanType;
import com.apple.foundationdb.record.IndexState;
import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.tuple.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Indexes that are built over records that are there, by servers that come and go. */
class IndexBuildTest {
    private static final int RECORDS = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Item {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              int64 size = 2;
              string name = 3;
            }
            """;

    /** A build of all records takes some ten seconds. */
    private static final String[] SLOW = {
        "records-per-transaction", "10", "records-per-second", "40", "patience", "10ms"
    };

    private static final IndexDefinition BY_SIZE = IndexDefinition.value("by_size", "Item", List.of("size"));
    private static final IndexDefinition BY_NAME = IndexDefinition.value("by_name", "Item", List.of("name"));

    private final TestDatabase database = new TestDatabase();

    @BeforeEach
    void putRecords() {
        TestServer server = database.server();
        server.createSpace();
        server.apply(PROTO);
        server.put("Item", items(0, RECORDS));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static String[] items(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{id: " + (i + 1) + ", size: " + (i % 7) + ", name: 'n" + (i % 300) + "'}")
                .toArray(String[]::new);
    }

    @Test
    void aSmallRecordSpaceIsReadyWhenTheCallReturns() {
        TestServer server = database.server();

        AppliedSchema applied = server.apply(PROTO, BY_SIZE, BY_NAME);

        assertThat(applied.indexes()).hasSize(2).allSatisfy(index -> assertThat(index.state())
                .contains(IndexState.READABLE));
        assertThat(entries(server, "by_size")).hasSize(RECORDS);
        assertThat(entries(server, "by_name")).hasSize(RECORDS);
    }

    @Test
    void aBuildGoesOnBehindTheCallAndTellsHowFarItIsWhileOthersWrite() {
        TestServer server = database.server(SLOW);

        AppliedSchema applied = server.apply(PROTO, BY_SIZE);

        assertThat(applied.indexes().get(0).state()).contains(IndexState.WRITE_ONLY);
        IndexProgress progress = until(server, index -> index.recordsIndexed() > 0);
        assertThat(progress.recordsIndexed()).isLessThan(RECORDS);
        assertThat(progress.recordsTotal()).isEqualTo(RECORDS);
        server.put("Item", items(RECORDS, RECORDS + 5));
        server.write((context, open) -> open.store().deleteRecordAsync(Tuple.from(1L, 1L)));
        until(server, index -> index.state().orElseThrow() == IndexState.READABLE);
        assertThat(entries(server, "by_size")).hasSize(RECORDS + 5 - 1);
        server.builds().stop();
    }

    @Test
    void aBuildThatAStopCutShortIsTakenUpWhereItWasByAnotherServer() {
        TestServer first = database.server(SLOW);
        first.apply(PROTO, BY_SIZE, BY_NAME);
        long done = until(first, index -> index.recordsIndexed() > 0).recordsIndexed();
        first.builds().stop();
        TestServer second = database.server();

        assertThat(second.indexes().get(0).recordsIndexed()).isGreaterThanOrEqualTo(done);
        untilResumed(second);

        assertThat(second.indexes())
                .allSatisfy(index -> assertThat(index.state()).contains(IndexState.READABLE));
        assertThat(entries(second, "by_size")).hasSize(RECORDS);
        assertThat(entries(second, "by_name")).hasSize(RECORDS);
    }

    @Test
    void theBuildOfAServerThatWasKilledIsTakenUpWhenItsLeaseIsOver() {
        ExecutorService ownThreads = Executors.newFixedThreadPool(4);
        TestServer killed = database.server(
                ownThreads,
                "records-per-transaction",
                "10",
                "records-per-second",
                "40",
                "patience",
                "10ms",
                "lease",
                "1s");
        killed.apply(PROTO, BY_SIZE);
        TestServer other = database.server("lease", "1s");
        long done = until(other, index -> index.recordsIndexed() > 0).recordsIndexed();

        ownThreads.shutdownNow();
        untilResumed(other);

        assertThat(done).isLessThan(RECORDS);
        assertThat(entries(other, "by_size")).hasSize(RECORDS);
    }

    @Test
    void twoServersThatBuildTheSameIndexDoNotCountTwice() {
        IndexDefinition sum = IndexDefinition.of("sum", "Item", IndexKind.SUM, List.of(IndexColumn.of("size")));
        TestServer first = database.server(SLOW);
        first.apply(PROTO, sum);
        TestServer second = database.server();

        untilResumed(second);

        long expected = IntStream.range(0, RECORDS).mapToLong(i -> i % 7).sum();
        assertThat(entries(second, "sum", IndexScanType.BY_GROUP)
                        .get(0)
                        .getValue()
                        .getLong(0))
                .isEqualTo(expected);
        first.builds().stop();
    }

    @Test
    void equalValuesKeepAUniqueIndexFromBeingCompleteUntilTheyDiffer() {
        TestServer server = database.server();

        AppliedSchema applied = server.apply(PROTO, BY_NAME.asUnique(), BY_SIZE);

        assertThat(applied.indexes().get(0).state()).contains(IndexState.WRITE_ONLY);
        assertThat(applied.indexes().get(1).state()).contains(IndexState.READABLE);
        List<UniquenessViolation> violations = server.indexes().get(0).violations();
        assertThat(violations).hasSize(IndexProgress.MAX_VIOLATIONS);
        assertThat(violations.get(0).values()).hasSize(1);
        assertThat(violations.get(0).primaryKey()).hasSize(1);
        assertThat(violations.get(0).otherPrimaryKey()).hasSize(1);

        server.write((context, open) -> {
            CompletableFuture<?>[] deletes = IntStream.range(300, RECORDS)
                    .mapToObj(i -> open.store().deleteRecordAsync(Tuple.from(1L, (long) i + 1)))
                    .toArray(CompletableFuture<?>[]::new);
            return CompletableFuture.allOf(deletes);
        });
        AppliedSchema again = server.apply(PROTO, BY_NAME.asUnique(), BY_SIZE);

        assertThat(again.version()).isEqualTo(applied.version());
        assertThat(server.jobs()).isZero();
        assertThat(again.indexes().get(0).state()).contains(IndexState.READABLE);
    }

    @Test
    void aSchemaThatIsAppliedDuringABuildTakesOver() {
        TestServer server =
                database.server("records-per-transaction", "10", "records-per-second", "200", "patience", "10ms");
        server.apply(PROTO, BY_SIZE);
        until(server, index -> index.recordsIndexed() > 0);

        TestServer other = database.server();
        AppliedSchema applied = other.apply(PROTO, BY_NAME);
        until(other, index -> index.state().orElseThrow() == IndexState.READABLE);

        assertThat(applied.indexes()).hasSize(1);
        assertThat(entries(other, "by_name")).hasSize(RECORDS);
        server.builds().stop();
    }

    @Test
    void theJobOfADeletedRecordSpaceIsForgotten() {
        TestServer server = database.server(SLOW);
        server.apply(PROTO, BY_SIZE);
        server.deleteSpace();
        server.createSpace();
        server.apply(PROTO, BY_SIZE);

        assertThat(server.indexes().get(0).state()).contains(IndexState.READABLE);
        until(server, index -> {
            server.builds().resume().await().atMost(PATIENCE);
            return server.jobs() == 0;
        });
    }

    private static IndexProgress until(TestServer server, Predicate<IndexProgress> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            IndexProgress progress = server.indexes().get(0);
            if (condition.test(progress)) {
                return progress;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the build did not get there: " + server.indexes());
    }

    /** As the rounds of a server do. */
    private static void untilResumed(TestServer server) {
        until(server, index -> {
            server.builds().resume().await().atMost(PATIENCE);
            return server.indexes().stream().allMatch(each -> each.state().orElseThrow() == IndexState.READABLE);
        });
    }

    private static List<IndexEntry> entries(TestServer server, String index) {
        return entries(server, index, IndexScanType.BY_VALUE);
    }

    private static List<IndexEntry> entries(TestServer server, String index, IndexScanType type) {
        return server.write((context, open) -> open.store()
                .scanIndex(
                        open.schema().metaData().getIndex(index),
                        type,
                        TupleRange.ALL,
                        null,
                        ScanProperties.FORWARD_SCAN)
                .asList());
    }
}
