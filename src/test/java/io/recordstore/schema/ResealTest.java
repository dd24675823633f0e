package io.recordstore.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.crypto.TestDataKeys;
import io.recordstore.fault.DataLoss;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.space.Rewraps;
import io.recordstore.store.TestStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rotation and rewrapping over several servers and restarts. Servers on one database that differ are as many processes. */
class ResealTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RECORDS = 40;
    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Item {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              string name = 2;
            }
            """;

    /** Ten pages, a tenth of a second apart, of which no call waits for more than the first. */
    private static final String[] SLOW = {"records-per-transaction", "4", "records-per-second", "40", "patience", "10ms"
    };

    private final TestDatabase database = new TestDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRotationGoesOnAfterARestartInTheMiddle() {
        TestServer first = filled(database.server(SLOW));
        KeyReport begun = rotate(first);
        first.builds().stop();

        assertThat(begun.dataKeys()).hasSize(2);
        assertThat(begun.rotation().orElseThrow().end()).isEmpty();
        assertThatThrownBy(() -> rotate(first))
                .isInstanceOf(PreconditionFailed.class)
                .hasMessageContaining("GetKeys");
        first.put("Item", "{id: 1, name: 'changed'}");

        TestServer second = database.server();
        KeyReport through = awaitRotated(second);
        assertThat(through.rotation().orElseThrow().resealed()).isEqualTo(RECORDS);
        assertThat(second.jobs()).isZero();
        assertThat(name(second, 1)).isEqualTo("changed");
        assertThat(name(first, RECORDS)).isEqualTo("name");
    }

    @Test
    void aRotationDuringWhichTheRecordSpaceIsClearedIsOver() {
        TestServer server = filled(database.server(SLOW));
        rotate(server);

        server.clearSpace();

        assertThat(server.jobs()).isZero();
        server.put("Item", "{id: 1, name: 'new'}");
        assertThat(rotate(server).dataKeys()).hasSizeBetween(1, 2);
        assertThat(awaitRotated(server).rotation().orElseThrow().resealed()).isEqualTo(1);
        assertThat(name(server, 1)).isEqualTo("new");
        server.builds().stop();
    }

    @Test
    void twoServersNeverDoTheSamePage() {
        TestServer first = filled(database.server(SLOW));
        TestServer second = database.server(SLOW);
        rotate(first);
        KeyReport through = awaitRotated(second);

        assertThat(through.rotation().orElseThrow().resealed()).isEqualTo(RECORDS);
        assertThat(name(first, RECORDS)).isEqualTo("name");
    }

    @Test
    void aSchemaMayChangeMeanwhile() {
        TestServer server = filled(database.server(SLOW));
        rotate(server);

        server.apply(PROTO, IndexDefinition.value("by_name", "Item", List.of("name")));

        awaitRotated(server);
        assertThat(name(server, RECORDS)).isEqualTo("name");
    }

    @Test
    void whatCannotBeOpenedKeepsTheKeysOfBefore() {
        TestServer server = filled(database.server());
        KeyValue damaged = record(3);
        byte[] altered = damaged.getValue().clone();
        altered[altered.length - 1] ^= 1;
        set(damaged.getKey(), altered);

        KeyReport report = rotateToTheEnd(server);

        assertThat(report.dataKeys()).hasSize(2);
        assertThat(report.rotation().orElseThrow().end()).isPresent();
        assertThat(report.rotation().orElseThrow().unreadable()).isEqualTo(1);
        assertThat(report.rotation().orElseThrow().resealed()).isEqualTo(RECORDS - 1);
        set(damaged.getKey(), damaged.getValue());
        assertThat(name(server, 3)).isEqualTo("name");
        assertThat(rotateToTheEnd(server).dataKeys()).hasSize(1);
    }

    @Test
    void aRecordSpaceThatIsDeletedMeanwhileLeavesNothingBehind() {
        TestServer server = filled(database.server(SLOW));
        rotate(server);

        server.deleteSpace();
        server.createSpace();

        assertThat(eventually(() -> {
                    server.builds().resume().await().atMost(PATIENCE);
                    return server.jobs() == 0;
                }))
                .isTrue();
        assertThat(keys(server).rotation()).isEmpty();
    }

    @Test
    void afterRewrappingTheOldKeyEncryptionKeyIsNotNeeded() {
        filled(database.server(TestDataKeys.create("old", "old")));
        TestServer both = database.server(TestDataKeys.create("new", "old", "new"));
        List<KeyValue> before = records();
        assertThat(keys(both).keyEncryptionKey()).isEqualTo("old");
        assertThatThrownBy(() -> name(database.server(TestDataKeys.create("new", "new")), 1))
                .isInstanceOf(DataLoss.class)
                .hasMessageContaining("'old'")
                .hasMessageContaining("key-files.\"old\"");

        Rewraps.Outcome outcome = both.spaces().rewraps().round().await().atMost(PATIENCE);

        assertThat(outcome).isEqualTo(new Rewraps.Outcome(1, Map.of("new", 1L)));
        assertThat(records()).isEqualTo(before);
        TestServer newOnly = database.server(TestDataKeys.create("new", "new"));
        assertThat(keys(newOnly).keyEncryptionKey()).isEqualTo("new");
        assertThat(name(newOnly, 1)).isEqualTo("name");
        assertThatThrownBy(() -> name(database.server(TestDataKeys.create("old", "old")), 1))
                .isInstanceOf(DataLoss.class)
                .hasMessageContaining("'new'");
    }

    @Test
    void whatAServerCannotRewrapIsCountedUnderItsKey() {
        filled(database.server(TestDataKeys.create("old", "old")));
        TestServer newOnly = database.server(TestDataKeys.create("new", "new"));

        Rewraps.Outcome outcome = newOnly.spaces().rewraps().round().await().atMost(PATIENCE);

        assertThat(outcome).isEqualTo(new Rewraps.Outcome(0, Map.of("old", 1L)));
        assertThat(newOnly.spaces().rewraps().isDue()).isFalse();
    }

    private static TestServer filled(TestServer server) {
        server.createSpace();
        server.apply(PROTO);
        for (int id = 1; id <= RECORDS; id++) {
            server.put("Item", "{id: " + id + ", name: 'name'}");
        }
        return server;
    }

    private static KeyReport rotate(TestServer server) {
        return server.rotations()
                .rotate(TestServer.TENANT, TestServer.SPACE)
                .await()
                .atMost(PATIENCE);
    }

    private static KeyReport rotateToTheEnd(TestServer server) {
        rotate(server);
        assertThat(eventually(() -> keys(server).rotation().orElseThrow().end().isPresent()))
                .isTrue();
        return keys(server);
    }

    private static KeyReport keys(TestServer server) {
        return server.rotations()
                .get(TestServer.TENANT, TestServer.SPACE)
                .await()
                .atMost(PATIENCE);
    }

    private static KeyReport awaitRotated(TestServer server) {
        assertThat(eventually(() -> {
                    server.builds().resume().await().atMost(PATIENCE);
                    return keys(server).dataKeys().size() == 1;
                }))
                .isTrue();
        return keys(server);
    }

    private static boolean eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(10_000_000);
        }
        return true;
    }

    private static String name(TestServer server, long id) {
        return server
                .write((context, open) -> open.store().loadRecordAsync(Tuple.from(1, id)))
                .getRecord()
                .getAllFields()
                .entrySet()
                .stream()
                .filter(field -> field.getKey().getName().equals("name"))
                .map(field -> (String) field.getValue())
                .findFirst()
                .orElseThrow();
    }

    private List<KeyValue> records() {
        return database.database().read(transaction -> transaction
                .getRange(Range.startsWith(keys(1, 2, 1, 0, 1)))
                .asList()
                .join());
    }

    private byte[] keys(Object... path) {
        return TestStore.root(database.database()).pack(Tuple.from(path));
    }

    private KeyValue record(long id) {
        byte[] key = keys(1, 2, 1, 0, 1, 1, id, 0);
        return records().stream()
                .filter(entry -> Arrays.equals(entry.getKey(), key))
                .findFirst()
                .orElseThrow();
    }

    private void set(byte[] key, byte[] value) {
        database.database().run(transaction -> {
            transaction.set(key, value);
            return null;
        });
    }
}
