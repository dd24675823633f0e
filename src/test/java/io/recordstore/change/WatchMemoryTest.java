package io.recordstore.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.record.RecordContent;
import io.recordstore.schema.TestDatabase;
import io.recordstore.schema.TestServer;
import io.recordstore.space.ChangeRetention;
import io.smallrye.mutiny.subscription.Cancellable;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;

/** What is kept of a watch that is over, while its next mark of progress would be an hour away. */
class WatchMemoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOOKS = 600;

    private static final String ITEMS =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Item {
              option (recordstore.v1.record) = { primary_key: "id" };
              int64 id = 1;
            }
            """;

    /** More than once, because a watch may be over while it begins to wait. */
    @RepeatedTest(10)
    void itIsNothing() throws InterruptedException {
        try (TestDatabase database = new TestDatabase()) {
            TestServer server = database.server();
            server.spaces()
                    .spaces()
                    .create(
                            TestServer.TENANT,
                            TestServer.SPACE,
                            Map.of(),
                            new ChangeRetention(Duration.ofHours(1), ChangeRetention.Values.NONE))
                    .await()
                    .atMost(PATIENCE);
            server.apply(ITEMS);
            server.put("Item", "{\"id\": 1}");
            Watches watches = WatchAcrossServersTest.watches(server);

            WeakReference<WatchEvent> told = watchedAndOver(watches);

            for (int i = 0; told.get() != null; i++) {
                assertThat(i).as("what a watch was told is still in memory").isLessThan(LOOKS);
                System.gc();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** In a method of its own, so that no variable of the test keeps what it was told. */
    private static WeakReference<WatchEvent> watchedAndOver(Watches watches) throws InterruptedException {
        BlockingQueue<WatchEvent> events = new ArrayBlockingQueue<>(10);
        Cancellable watch = watches.watch(
                        TestServer.TENANT,
                        TestServer.SPACE,
                        new WatchSpec(
                                "",
                                new WatchSpec.Beginning(),
                                List.of(),
                                Optional.empty(),
                                RecordContent.Format.PROTOBUF))
                .subscribe()
                .with(events::add);
        WatchEvent told = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(told).isInstanceOf(WatchEvent.Transaction.class);
        for (int i = 0; watches.watched() == 0; i++) {
            assertThat(i).as("the watch does not wait").isLessThan(LOOKS);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        watch.cancel();
        return new WeakReference<>(told);
    }
}
