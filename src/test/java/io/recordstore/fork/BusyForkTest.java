package io.recordstore.fork;

import static io.recordstore.fork.ForkFixture.COPY;
import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import io.recordstore.operation.Operation;
import io.recordstore.schema.IndexColumn;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.IndexKind;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.TestDatabase;
import io.recordstore.schema.TestServer;
import io.recordstore.store.Committed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Forks while writers are busy on the source. Each commit is remembered with its version; a fork is right when it is what
 * the source was after some number of them, in their order, and so are the values of its indexes.
 */
class BusyForkTest {
    private static final int FORKS = Integer.getInteger("recordstore.test.busy-forks", 1);
    private static final int RECORDS = 1_200;
    private static final int WRITERS = 4;
    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Item {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              string seat = 2;
              int64 size = 3;
            }
            """;
    private static final IndexDefinition[] INDEXES = {
        IndexDefinition.value("by_size", "Item", List.of("size")),
        IndexDefinition.value("by_seat", "Item", List.of("seat")).asUnique(),
        IndexDefinition.of("sum", "Item", IndexKind.SUM, List.of(IndexColumn.of("size"))),
        IndexDefinition.of("count", "Item", IndexKind.COUNT, List.of()),
        IndexDefinition.of("updates", "Item", IndexKind.COUNT_UPDATES, List.of()),
        IndexDefinition.of("greatest_ever", "Item", IndexKind.MAX_EVER, List.of(IndexColumn.of("size")))
    };

    private final long seed = Long.getLong("recordstore.test.seed", System.nanoTime());
    private final TestDatabase database = new TestDatabase();
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private final ConcurrentLinkedQueue<Write> writes = new ConcurrentLinkedQueue<>();

    /** What a commit did: records by their keys, null where one was deleted. */
    private record Write(ByteString version, Map<Long, Item> items) {}

    private record Item(String seat, long size) {}

    @AfterEach
    void close() {
        threads.shutdownNow();
        database.close();
    }

    @Test
    void aForkIsWhatItsSourceWasAfterSomeOfItsCommits() throws Exception {
        System.out.println("BusyForkTest seed " + seed);
        TestServer server = database.server("records-per-transaction", "300", "records-per-second", "2000");
        server.createSpace();
        server.apply(PROTO, INDEXES);
        for (long begin = 0; begin < RECORDS; begin += 200) {
            Map<Long, Item> items = new HashMap<>();
            for (long id = begin; id < begin + 200; id++) {
                items.put(id, new Item("seat " + id, id % 100));
            }
            write(server, items);
        }
        AtomicBoolean done = new AtomicBoolean();
        List<Future<?>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            Random random = new Random(seed + writer);
            int mine = writer;
            writers.add(threads.submit(() -> {
                while (!done.get()) {
                    write(server, next(random, mine));
                }
            }));
        }
        List<Copy> copies = new ArrayList<>();
        for (int i = 0; i < FORKS; i++) {
            ForkFixture.fork(server);
            Operation over = ForkFixture.awaitOver(server);
            assertThat(over.state()).as(over.toString()).isEqualTo(Operation.State.DONE);
            copies.add(server.commit(COPY, (context, open) -> copy(open)).value());
            server.spaces().spaces().delete(TestServer.TENANT, COPY).await().atMost(ForkFixture.PATIENCE);
        }
        done.set(true);
        for (Future<?> writer : writers) {
            writer.get(60, TimeUnit.SECONDS);
        }

        for (Copy copy : copies) {
            assertThatItWas(copy);
        }
    }

    /** Each writer has keys of its own. Two records swap their seats, of which each is there once; or one comes, or goes. */
    private static Map<Long, Item> next(Random random, int writer) {
        Map<Long, Item> items = new HashMap<>();
        long id = key(random, writer);
        switch (random.nextInt(3)) {
            case 0 -> {
                long other = key(random, writer);
                items.put(id, new Item("seat " + other, random.nextInt(1_000)));
                items.put(other, new Item("seat " + id, random.nextInt(1_000)));
            }
            case 1 -> items.put(id, null);
            default -> items.put(id, new Item("seat " + id, random.nextInt(1_000)));
        }
        return items;
    }

    private static long key(Random random, int writer) {
        return random.nextInt(RECORDS / WRITERS) * (long) WRITERS + writer;
    }

    /** What has the seats that are wanted goes first. */
    private void write(TestServer server, Map<Long, Item> items) {
        Committed<Map<Long, Item>> committed = server.commit(TestServer.SPACE, (context, open) -> {
            Map<Long, Item> wanted = new HashMap<>(items);
            CompletableFuture<?> done = CompletableFuture.completedFuture(null);
            for (Item item : items.values()) {
                if (item != null) {
                    done = done.thenCompose(x -> evict(open, item.seat(), wanted));
                }
            }
            for (Map.Entry<Long, Item> entry : items.entrySet()) {
                done = done.thenCompose(x -> apply(open, entry.getKey(), entry.getValue()));
            }
            return done.thenApply(x -> wanted);
        });
        writes.add(new Write(committed.version(), committed.value()));
    }

    private static CompletableFuture<?> evict(OpenRecordSpace open, String seat, Map<Long, Item> wanted) {
        return open.store()
                .scanIndex(
                        open.schema().metaData().getIndex("by_seat"),
                        com.apple.foundationdb.record.IndexScanType.BY_VALUE,
                        TupleRange.allOf(Tuple.from(seat)),
                        null,
                        ScanProperties.FORWARD_SCAN)
                .asList()
                .thenCompose(found -> {
                    CompletableFuture<?> done = CompletableFuture.completedFuture(null);
                    for (var entry : found) {
                        long id = entry.getPrimaryKey().getLong(1);
                        wanted.putIfAbsent(id, null);
                        done = done.thenCompose(x -> open.store().deleteRecordAsync(Tuple.from(1L, id)));
                    }
                    return done;
                });
    }

    private static CompletableFuture<?> apply(OpenRecordSpace open, long id, Item item) {
        return item == null
                ? open.store().deleteRecordAsync(Tuple.from(1L, id))
                : open.store()
                        .saveRecordAsync(TestServer.record(
                                open.schema(),
                                "Item",
                                "{id: %d, seat: '%s', size: %d}".formatted(id, item.seat(), item.size())));
    }

    /** What a fork holds. */
    private record Copy(Map<Long, Item> items, Map<String, List<Tuple>> indexes) {}

    private static CompletableFuture<Copy> copy(OpenRecordSpace open) {
        return open.store()
                .scanRecords(TupleRange.ALL, null, ScanProperties.FORWARD_SCAN)
                .asList()
                .thenCombine(indexes(open), (stored, indexes) -> {
                    Map<Long, Item> items = new HashMap<>();
                    stored.forEach(record -> {
                        var fields = record.getRecord().getDescriptorForType();
                        items.put(
                                record.getPrimaryKey().getLong(1),
                                new Item((String) record.getRecord().getField(fields.findFieldByName("seat")), (long)
                                        record.getRecord().getField(fields.findFieldByName("size"))));
                    });
                    return new Copy(items, indexes);
                });
    }

    private static CompletableFuture<Map<String, List<Tuple>>> indexes(OpenRecordSpace open) {
        CompletableFuture<Map<String, List<Tuple>>> all = CompletableFuture.completedFuture(new HashMap<>());
        for (IndexDefinition index : INDEXES) {
            assertThat(open.store().isIndexReadable(index.name()))
                    .as(index.name())
                    .isTrue();
            var scan = index.kind() == IndexKind.VALUE
                    ? com.apple.foundationdb.record.IndexScanType.BY_VALUE
                    : com.apple.foundationdb.record.IndexScanType.BY_GROUP;
            all = all.thenCombine(
                    open.store()
                            .scanIndex(
                                    open.schema().metaData().getIndex(index.name()),
                                    scan,
                                    TupleRange.ALL,
                                    null,
                                    ScanProperties.FORWARD_SCAN)
                            .asList(),
                    (map, entries) -> {
                        map.put(
                                index.name(),
                                entries.stream()
                                        .map(entry ->
                                                index.kind() == IndexKind.VALUE ? entry.getKey() : entry.getValue())
                                        .toList());
                        return map;
                    });
        }
        return all;
    }

    private void assertThatItWas(Copy copy) {
        Map<Long, Item> was = new HashMap<>();
        long updates = 0;
        long greatest = Long.MIN_VALUE;
        List<Write> inOrder = writes.stream()
                .sorted(Comparator.comparing(Write::version, ByteString.unsignedLexicographicalComparator()))
                .toList();
        for (int i = 0; i < inOrder.size(); i++) {
            for (Map.Entry<Long, Item> item : inOrder.get(i).items().entrySet()) {
                if (item.getValue() == null) {
                    was.remove(item.getKey());
                } else {
                    was.put(item.getKey(), item.getValue());
                    updates++;
                    greatest = Math.max(greatest, item.getValue().size());
                }
            }
            if (was.equals(copy.items()) && copy.indexes().get("updates").equals(List.of(Tuple.from(updates)))) {
                System.out.println("BusyForkTest: a fork is what its source was after " + (i + 1) + " of "
                        + inOrder.size() + " commits");
                assertThatItsIndexesAreOf(was, greatest, copy);
                return;
            }
        }
        throw new AssertionError("seed " + seed + ": the fork is nothing that its source ever was");
    }

    private static void assertThatItsIndexesAreOf(Map<Long, Item> items, long greatest, Copy copy) {
        Map<String, List<Tuple>> indexes = copy.indexes();
        assertThat(indexes.get("by_size"))
                .isEqualTo(items.entrySet().stream()
                        .map(item -> Tuple.from(item.getValue().size(), 1L, item.getKey()))
                        .sorted()
                        .toList());
        assertThat(indexes.get("by_seat"))
                .isEqualTo(items.entrySet().stream()
                        .map(item -> Tuple.from(item.getValue().seat(), 1L, item.getKey()))
                        .sorted()
                        .toList());
        assertThat(indexes.get("sum"))
                .containsExactly(
                        Tuple.from(items.values().stream().mapToLong(Item::size).sum()));
        assertThat(indexes.get("count")).containsExactly(Tuple.from((long) items.size()));
        assertThat(indexes.get("greatest_ever")).containsExactly(Tuple.from(greatest));
    }
}
