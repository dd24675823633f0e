package io.recordstore.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.Range;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.store.KeysTouched;
import io.recordstore.store.Operation;
import io.recordstore.store.TestStore;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What opening a RecordSpace asks of the store, counted, with few of them and with many. {@code
 * -Drecordstore.test.growth-spaces=100000} makes as many.
 */
class RecordSpacesGrowthTest {
    private static final int MOST = Integer.getInteger("recordstore.test.growth-spaces", 1_000);

    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Item {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              string name = 2;
            }
            """;

    /** The store's header and the states of its indexes, which are asked for at once. */
    private static final int READS_OF_A_STATE = 2;

    private static final Map<Operation, Long> WARM = Map.of(
            Operation.TRANSACTION, 1L,
            Operation.READ_VERSION, 1L,
            Operation.METADATA_STAMP, 2L,
            Operation.READ_CONFLICT, 2L); // with a change of the catalog entry, and of the store's state

    /** In two waits, for entry and state: the server knows the schema from another RecordSpace of the tenant. */
    private static final Map<Operation, Long> COLD = Map.of(
            Operation.TRANSACTION, 1L,
            Operation.READ_VERSION, 1L,
            Operation.METADATA_STAMP, 2L,
            Operation.GET, 1L,
            Operation.RANGE_READ, (long) READS_OF_A_STATE,
            Operation.PAIR, 1L); // the header; no index has a state that needs a key-value

    /** The schema is read between, in a wait of its own. */
    private static final Map<Operation, Long> COLD_WITH_SCHEMA =
            with(with(COLD, Operation.RANGE_READ, 1L + READS_OF_A_STATE), Operation.PAIR, 2L);

    /** The first of its tenant: the number that stands for it, which never changes, is read before. */
    private static final Map<Operation, Long> COLD_WITH_TENANT = with(COLD_WITH_SCHEMA, Operation.GET, 2L);

    /** What changed is not known, but a version of a schema never does. */
    private static final Map<Operation, Long> AFTER_A_CHANGE_ELSEWHERE = Map.of(
            Operation.TRANSACTION, 1L,
            Operation.READ_VERSION, 1L,
            Operation.METADATA_STAMP, 3L,
            Operation.GET, 1L,
            Operation.RANGE_READ, (long) READS_OF_A_STATE,
            Operation.PAIR, 1L);

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final KeysTouched store = new KeysTouched();
    private final Database database = store.observe(TestStore.openDatabase(threads));
    private final TestServer maker = new TestServer(database, threads);

    @AfterEach
    void close() {
        database.close();
        threads.shutdownNow();
    }

    @Test
    void openingOneCostsTheSameHoweverManyThereAre() {
        make(0, 1);
        TestServer withOne = new TestServer(database, threads);
        assertThat(operations(costOfOpening(withOne, 0))).isEqualTo(COLD_WITH_TENANT);
        assertThat(operations(costOfOpening(withOne, 0))).isEqualTo(WARM);
        make(1, MOST);
        TestServer withMany = new TestServer(database, threads);
        assertThat(operations(costOfOpening(withMany, 1))).isEqualTo(COLD_WITH_TENANT);
        for (int space : new int[] {0, MOST / 2, MOST - 1}) {
            assertThat(operations(costOfOpening(withMany, space))).isEqualTo(COLD);
            assertThat(operations(costOfOpening(withMany, space))).isEqualTo(WARM);
        }
    }

    @Test
    void aChangeElsewhereCostsNoSchema() {
        make(0, 1);
        TestServer server = new TestServer(database, threads);
        assertThat(operations(costOfOpening(server, 0))).isEqualTo(COLD_WITH_TENANT);
        make(1, 2);
        assertThat(operations(costOfOpening(server, 0))).isEqualTo(AFTER_A_CHANGE_ELSEWHERE);
        assertThat(operations(costOfOpening(server, 0))).isEqualTo(WARM);
    }

    @Test
    void anotherSchemaIsReadOnce() {
        make(0, 3);
        maker.apply(name(2), PROTO.replace("string name = 2;", "string name = 2; string note = 3;"));
        TestServer server = new TestServer(database, threads);
        assertThat(operations(costOfOpening(server, 0))).isEqualTo(COLD_WITH_TENANT);
        assertThat(operations(costOfOpening(server, 1))).isEqualTo(COLD);
        assertThat(operations(costOfOpening(server, 2))).isEqualTo(COLD_WITH_SCHEMA);
        assertThat(operations(costOfOpening(server, 2))).isEqualTo(WARM);
    }

    @Test
    void aSchemaWithSensitiveFieldsIsCompiledForEachRecordSpace() {
        make(0, 2, PROTO.replace("string name = 2;", "string name = 2 [(recordstore.v1.field).sensitive = true];"));
        TestServer server = new TestServer(database, threads);
        assertThat(operations(costOfOpening(server, 0))).isEqualTo(COLD_WITH_TENANT);
        assertThat(operations(costOfOpening(server, 1))).isEqualTo(COLD_WITH_SCHEMA);
    }

    @Test
    void noMoreOfThemAreKeptInMemoryThanTheCachesHold() {
        int spaces = 3 * TestStore.CACHED_STATES;
        make(0, spaces);
        TestServer server = new TestServer(database, threads);
        costOfOpening(server, 0, spaces);

        long readAgain = costOfOpening(server, 0, spaces).get(Operation.RANGE_READ) / READS_OF_A_STATE;

        assertThat(readAgain).isBetween((long) spaces - TestStore.CACHED_STATES, (long) spaces);
    }

    private void make(int from, int to) {
        make(from, to, PROTO);
    }

    private void make(int from, int to, String proto) {
        for (int i = from; i < to; i++) {
            maker.createSpace(name(i));
            maker.apply(name(i), proto);
        }
    }

    private Map<Operation, Long> costOfOpening(TestServer server, int space) {
        return costOfOpening(server, space, space + 1);
    }

    private Map<Operation, Long> costOfOpening(TestServer server, int from, int to) {
        return store.costOf(new Range(new byte[0], new byte[] {-1, -1}), () -> {
            for (int i = from; i < to; i++) {
                server.open(name(i));
            }
        });
    }

    private static Map<Operation, Long> with(Map<Operation, Long> cost, Operation operation, long count) {
        Map<Operation, Long> changed = new EnumMap<>(cost);
        changed.put(operation, count);
        return changed;
    }

    private static Map<Operation, Long> operations(Map<Operation, Long> cost) {
        Map<Operation, Long> operations = new EnumMap<>(cost);
        operations.remove(Operation.BYTES_READ);
        return operations;
    }

    private static RecordSpaceName name(int number) {
        return new RecordSpaceName("spaces/" + number);
    }
}
