package io.recordstore.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStoreKeyspace;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.quota.Usage;
import io.recordstore.quota.UsageKeys;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.RecordSpace;
import io.recordstore.space.RecordSpaceUpdate;
import io.recordstore.store.TestStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is counted of a RecordSpace, held against what lies in the store. */
class StoredSizesTest {
    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Item {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              bytes data = 2;
            }
            """;

    private static final int TRANSACTIONS = 60;
    private static final int RECORDS = 20;

    /** Some are stored in two pieces. */
    private static final int MOST_BYTES = 120_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Database database = TestStore.openDatabase(threads);
    private final TestServer server = new TestServer(database, threads);
    private final Subspace root = TestStore.root(database);
    private final long seed = Long.getLong("recordstore.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private RecordSpace space;

    @AfterEach
    void close() {
        database.close();
        threads.shutdownNow();
    }

    @Test
    void whatIsCountedIsWhatLiesInTheStore() {
        server.createSpace();
        server.apply(PROTO);
        changeAtRandom();
    }

    @Test
    void thatIsSoWhereChangesAreKept() {
        server.createSpace();
        server.spaces()
                .spaces()
                .update(
                        TestServer.TENANT,
                        TestServer.SPACE,
                        new RecordSpaceUpdate(
                                Optional.of(new ChangeRetention(
                                        Duration.ofHours(1), ChangeRetention.Values.BEFORE_AND_AFTER)),
                                Optional.empty()))
                .await()
                .atMost(Duration.ofMinutes(1));
        server.apply(PROTO);
        changeAtRandom();
    }

    @Test
    void nothingIsLeftOfARecordSpaceThatIsDeleted() {
        server.createSpace();
        server.apply(PROTO);
        write(1);
        assertThat(counted()).isNotEqualTo(Usage.NONE);

        server.deleteSpace();

        List<KeyValue> left = database.read(transaction -> transaction
                .getRange(root.get(Tuple.from(space.tenantId(), 3)).range())
                .asList()
                .join());
        assertThat(left).isEmpty();
    }

    private void changeAtRandom() {
        for (int i = 0; i < TRANSACTIONS; i++) {
            write(1 + random.nextInt(4));
            assertThat(counted()).as("seed %d, transaction %d", seed, i).isEqualTo(stored());
        }
        server.write((context, open) -> {
            CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
            for (int id = 0; id < RECORDS; id++) {
                all = all.thenCompose(delete(open, id));
            }
            return all;
        });
        assertThat(counted()).as("seed %d", seed).isEqualTo(Usage.NONE);
    }

    /** Some changes in one transaction, of the same record among them. */
    private void write(int changes) {
        server.write((context, open) -> {
            space = open.space();
            CompletableFuture<?> all = CompletableFuture.completedFuture(null);
            for (int i = 0; i < changes; i++) {
                int id = random.nextInt(RECORDS);
                boolean isDelete = changes > 1 && random.nextInt(3) == 0;
                all = isDelete
                        ? all.thenCompose(done -> delete(open, id).apply(true))
                        : all.thenCompose(done -> put(open, id));
            }
            return all;
        });
    }

    private CompletableFuture<?> put(OpenRecordSpace open, int id) {
        byte[] data = new byte[random.nextInt(random.nextInt(4) == 0 ? MOST_BYTES : 300)];
        random.nextBytes(data);
        String json = "{\"id\": %d, \"data\": \"%s\"}"
                .formatted(id, Base64.getEncoder().encodeToString(data));
        return open.store().saveRecordAsync(TestServer.record(open.schema(), "Item", json));
    }

    private static Function<Boolean, CompletableFuture<Boolean>> delete(OpenRecordSpace open, int id) {
        long type = open.schema().recordType("Item").unionNumber();
        return before -> open.store().deleteRecordAsync(Tuple.from(type, id));
    }

    private Usage counted() {
        return database.read(transaction -> new UsageKeys(root)
                .ofRecordSpace(transaction, space.tenantId(), space.incarnation())
                .join());
    }

    private Usage stored() {
        Subspace records = space.keys(root).get(0).get(FDBRecordStoreKeyspace.RECORD.key());
        List<KeyValue> all = database.read(
                transaction -> transaction.getRange(records.range()).asList().join());
        long bytes = all.stream()
                .mapToLong(pair -> pair.getKey().length + pair.getValue().length)
                .sum();
        long versions = all.stream()
                .filter(pair -> isVersion(records.unpack(pair.getKey())))
                .count();
        return new Usage(bytes, versions);
    }

    private static boolean isVersion(Tuple key) {
        return key.getLong(key.size() - 1) == -1;
    }
}
