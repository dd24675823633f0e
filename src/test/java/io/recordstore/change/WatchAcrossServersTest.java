package io.recordstore.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.record.RecordContent;
import io.recordstore.record.Scalar;
import io.recordstore.schema.TestDatabase;
import io.recordstore.schema.TestServer;
import io.recordstore.space.ChangeRetention;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A watch that goes on at another server, by its token, while both servers write. */
class WatchAcrossServersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RECORDS = 120;

    /** So that nothing but the store's watch tells of a change. */
    private static final String NEVER = "1h";

    private static final String ITEMS =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Item {
              option (recordstore.v1.record) = { primary_key: "id" };
              int64 id = 1;
            }
            """;

    static Watches watches(TestServer server) {
        ChangeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withDefaultValue("recordstore.changes.progress", NEVER)
                .withDefaultValue("recordstore.changes.watch", NEVER)
                .withMapping(ChangeConfig.class)
                .build()
                .getConfigMapping(ChangeConfig.class);
        return new Watches(
                server.transactions(),
                server.opener(),
                new LogSignals(server.transactions(), config),
                config,
                new ChangeMeters(new SimpleMeterRegistry(), Clock.systemUTC()),
                server.deadlines());
    }

    @Test
    void aTokenOfOneServerGoesOnAtTheOtherAndNothingIsLostRepeatedOrReordered() {
        long seed = Long.getLong("changes.seed", System.nanoTime());
        System.out.println("WatchAcrossServersTest from -Dchanges.seed=" + seed);
        Random random = new Random(seed);
        try (TestDatabase database = new TestDatabase()) {
            List<TestServer> servers = List.of(database.server(), database.server());
            List<Watches> watches =
                    servers.stream().map(WatchAcrossServersTest::watches).toList();
            servers.get(0)
                    .spaces()
                    .spaces()
                    .create(
                            TestServer.TENANT,
                            TestServer.SPACE,
                            Map.of(),
                            new ChangeRetention(Duration.ofHours(1), ChangeRetention.Values.NONE))
                    .await()
                    .atMost(PATIENCE);
            servers.get(1).apply(ITEMS);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < RECORDS; i++) {
                    servers.get(i % 2).put("Item", "{\"id\": " + i + "}");
                }
            });

            List<Long> seen = new ArrayList<>();
            WatchSpec.Start start = new WatchSpec.Beginning();
            while (seen.size() < RECORDS) {
                int left = RECORDS - seen.size();
                List<WatchEvent.Transaction> some =
                        some(watches.get(random.nextInt(2)), start, 1 + random.nextInt(Math.min(left, 5)));
                some.forEach(transaction -> transaction.changes().forEach(change -> seen.add(id(change))));
                start = new WatchSpec.After(some.get(some.size() - 1).resumeToken());
            }
            writing.join();

            assertThat(seen)
                    .as("seed %d", seed)
                    .isEqualTo(LongStream.range(0, RECORDS).boxed().toList());
        }
    }

    private static long id(Change change) {
        return ((Scalar.Int) change.primaryKey().get(0)).value();
    }

    private static List<WatchEvent.Transaction> some(Watches watches, WatchSpec.Start start, int count) {
        return watches.watch(
                        TestServer.TENANT,
                        TestServer.SPACE,
                        new WatchSpec("", start, List.of(), Optional.empty(), RecordContent.Format.PROTOBUF))
                .filter(event -> event instanceof WatchEvent.Transaction)
                .map(event -> (WatchEvent.Transaction) event)
                .select()
                .first(count)
                .collect()
                .asList()
                .await()
                .atMost(PATIENCE);
    }
}
