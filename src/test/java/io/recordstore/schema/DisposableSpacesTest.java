package io.recordstore.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.Range;
import io.recordstore.space.ChangeRetention;
import io.recordstore.store.KeysTouched;
import io.recordstore.store.Operation;
import io.recordstore.store.TestStore;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RecordSpaces that are made, used once and deleted: what one asks of the store, and that many leave nothing in memory. */
class DisposableSpacesTest {
    private static final int WARM = 200;
    private static final int MANY = 1_000;

    /** A compiled schema alone takes ten times as much. */
    private static final long BYTES_EACH = 10_000;

    private static final int AT_ONCE = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Range EVERYWHERE = new Range(new byte[0], new byte[] {-1, -1});

    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Order {
              option (recordstore.v1.record) = {
                primary_key: "number"
                indexes: [{ name: "by_customer", fields: [{ path: "customer" }] }]
              };
              string number = 1;
              string customer = 2;
            }
            """;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final KeysTouched store = new KeysTouched();
    private final Database database = store.observe(TestStore.openDatabase(threads));
    private final TestServer server = new TestServer(database, threads);

    @AfterEach
    void close() {
        database.close();
        threads.shutdownNow();
    }

    @Test
    void aThousandInALoopHoldTheMemoryFlat() {
        useAndDelete(WARM);
        long before = usedBytes();

        useAndDelete(MANY);

        assertThat(usedBytes() - before).isLessThan(MANY * BYTES_EACH);
    }

    @Test
    void creatingOneApplyingASchemaAndTheFirstPutTakeFourTransactions() {
        useAndDelete(1);

        Map<Operation, Long> cost = store.costOf(EVERYWHERE, this::use);

        assertThat(operations(cost))
                .isEqualTo(Map.of(
                        Operation.TRANSACTION, 4L, // create; apply, and what it came to; put
                        Operation.READ_VERSION, 4L,
                        Operation.METADATA_STAMP, 5L,
                        Operation.GET, 7L, // one of them when the schema was applied, for the answer
                        Operation.RANGE_READ, 5L,
                        Operation.PAIR, 1L, // the store's header: the schema is known from compiling it
                        Operation.SET, 9L,
                        Operation.MUTATION, 6L,
                        Operation.READ_CONFLICT, 7L,
                        Operation.COMMIT, 3L));
    }

    @Test
    void emptyingOneAndDeletingItCostTheSameHoweverMuchItHolds() {
        costsOfItsEnd(1);

        List<Map<Operation, Long>> withOneRecord = costsOfItsEnd(1);
        List<Map<Operation, Long>> withMany = costsOfItsEnd(2_000);

        assertThat(withMany).isEqualTo(withOneRecord);
        assertThat(withMany).allSatisfy(cost -> assertThat(cost).containsEntry(Operation.COMMIT, 1L));
    }

    /** Of one that keeps its changes: to empty it, and to delete it when it is filled again. */
    private List<Map<Operation, Long>> costsOfItsEnd(int records) {
        server.spaces()
                .spaces()
                .create(
                        TestServer.TENANT,
                        TestServer.SPACE,
                        Map.of(),
                        new ChangeRetention(Duration.ofHours(1), ChangeRetention.Values.BEFORE_AND_AFTER))
                .await()
                .atMost(PATIENCE);
        server.apply(PROTO);
        fill(records);
        Map<Operation, Long> emptying = store.costOf(EVERYWHERE, server::clearSpace);
        fill(records);
        Map<Operation, Long> deleting = store.costOf(EVERYWHERE, server::deleteSpace);
        store.take();
        return List.of(operations(emptying), operations(deleting));
    }

    private void fill(int records) {
        for (int begin = 0; begin < records; begin += AT_ONCE) {
            server.put(
                    "Order",
                    IntStream.range(begin, Math.min(records, begin + AT_ONCE))
                            .mapToObj(number -> "{number: 'A-" + number + "', customer: 'ada'}")
                            .toArray(String[]::new));
        }
    }

    private void useAndDelete(int count) {
        for (int i = 0; i < count; i++) {
            use();
            server.deleteSpace();
            store.take();
        }
    }

    private void use() {
        server.createSpace();
        server.apply(PROTO);
        server.put("Order", "{number: 'A-1', customer: 'ada'}");
    }

    private static Map<Operation, Long> operations(Map<Operation, Long> cost) {
        Map<Operation, Long> operations = new EnumMap<>(cost);
        operations.remove(Operation.BYTES_READ);
        operations.remove(Operation.BYTES_WRITTEN);
        return operations;
    }

    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
