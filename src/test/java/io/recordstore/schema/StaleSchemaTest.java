package io.recordstore.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.record.IndexScanType;
import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import io.recordstore.fault.NotFound;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers on one database: what one has cached never lets it write under a schema that the other replaced. */
class StaleSchemaTest {
    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Item {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              string name = 2;
            }
            """;
    private static final IndexDefinition BY_NAME = IndexDefinition.value("by_name", "Item", List.of("name"));

    private final TestDatabase database = new TestDatabase();
    private final TestServer one = database.server();
    private final TestServer two = database.server();

    @BeforeEach
    void create() {
        one.createSpace();
        one.apply(PROTO);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aServerThatCachedTheSchemaWritesUnderTheOneThatAnotherApplied() {
        two.put("Item", "{id: 1, name: 'a'}");

        one.apply(PROTO, BY_NAME);
        two.put("Item", "{id: 2, name: 'b'}");

        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void aWriteThatBeganUnderTheOldSchemaRunsAgainUnderTheNewOne() {
        two.put("Item", "{id: 1, name: 'a'}");
        AtomicInteger attempts = new AtomicInteger();

        int version = two.write((context, open) -> {
            if (attempts.incrementAndGet() == 1) {
                one.apply(PROTO, BY_NAME);
            }
            return open.store()
                    .saveRecordAsync(TestServer.record(open.schema(), "Item", "{id: 2, name: 'b'}"))
                    .thenApply(saved -> open.schema().version());
        });

        assertThat(attempts).hasValue(2);
        assertThat(version).isEqualTo(2);
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void twoServersThatApplyAtOnceMakeTwoVersions() {
        CompletableFuture<AppliedSchema> first = CompletableFuture.supplyAsync(() -> one.apply(PROTO, BY_NAME));
        CompletableFuture<AppliedSchema> second = CompletableFuture.supplyAsync(
                () -> two.apply(PROTO, IndexDefinition.value("other", "Item", List.of("name"))));
        CompletableFuture.allOf(first, second).join();

        assertThat(one.apply(PROTO).version()).isEqualTo(4);
    }

    @Test
    void aServerThatCachedADeletedRecordSpaceDoesNotFindIt() {
        two.put("Item", "{id: 1, name: 'a'}");

        one.deleteSpace();

        assertThatThrownBy(() -> two.put("Item", "{id: 2, name: 'b'}")).isInstanceOf(NotFound.class);
    }

    private List<String> names() {
        return one
                .write((context, open) -> open.store()
                        .scanIndex(
                                open.schema().metaData().getIndex("by_name"),
                                IndexScanType.BY_VALUE,
                                TupleRange.ALL,
                                null,
                                ScanProperties.FORWARD_SCAN)
                        .asList())
                .stream()
                .map(entry -> entry.getKey().getString(0))
                .toList();
    }
}
