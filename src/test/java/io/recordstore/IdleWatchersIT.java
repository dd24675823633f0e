package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import io.grpc.stub.StreamObserver;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.WatchResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands who watch a RecordSpace in which nothing happens. Figures are printed; {@code docs/operations.md} has some. */
class IdleWatchersIT {
    private static final String SPACE = "test/watched";
    private static final int WATCHERS = Integer.getInteger("stress.watchers", 2_000);

    /** Below the streams that a connection may have. */
    private static final int STREAMS_EACH = 90;

    /** Within it no watcher is told anything, or each but once. */
    private static final int IDLE_SECONDS = 5;

    /** Of which a twelfth is for calls, 16 kB each: so many of one tenant leave room for its other calls. */
    private static final String HEAP = "-Xmx1g";

    private static final long MOST_BYTES_EACH = 64 << 10;
    private static final double MOST_OF_A_PROCESSOR = 0.5;
    private static final int MOST_LOOKS = 6;

    @TempDir
    Path directory;

    @Test
    void theyCostNextToNothing() throws Exception {
        try (StressedServer server = StressedServer.start(directory, HEAP)) {
            ServiceClient client = server.client();
            client.spaces()
                    .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                            .setRecordSpace(SPACE)
                            .setChangeRetention(ChangeRetention.newBuilder().setDuration(Durations.fromHours(1)))
                            .build());
            client.schemas().applySchema(ServiceClient.citySchema(SPACE));
            WatchRequest request =
                    WatchRequest.newBuilder().setRecordSpace(SPACE).build();
            assertThat(client.changes().watch(request).next().hasProgress()).isTrue();
            long heapBefore = server.bytesInUseAtRest();
            double threadsBefore = server.scraped("jvm_threads_live_threads");
            CountDownLatch begun = new CountDownLatch(WATCHERS);
            CountDownLatch told = new CountDownLatch(WATCHERS);
            List<ServiceClient> clients = server.newClients((WATCHERS + STREAMS_EACH - 1) / STREAMS_EACH);
            for (int i = 0; i < WATCHERS; i++) {
                clients.get(i / STREAMS_EACH).changeStreams().watch(request, new IsTold(begun, told));
            }
            assertThat(begun.await(120, TimeUnit.SECONDS)).isTrue();
            StressedServer.await(
                    () -> server.scraped("recordstore_store_transactions_open") == 0,
                    "no transaction is open for them");
            double watches = server.scraped("recordstore_changes_watches");
            double watched = server.scraped("recordstore_changes_watched_record_spaces");
            double threads = server.scraped("jvm_threads_live_threads") - threadsBefore;
            long bytesEach = (server.bytesInUseAtRest() - heapBefore) / WATCHERS;
            double busy = busy(server);
            client.put(SPACE, ServiceClient.city(1, "Ghent", "BE", 1));

            assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
            System.out.printf(
                    "IdleWatchersIT: %d idle watchers cost %d bytes each, %.0f threads and %.3f of a processor%n",
                    WATCHERS, bytesEach, threads, busy);
            assertThat(watches).isEqualTo(WATCHERS + 1);
            assertThat(watched).isEqualTo(1);
            assertThat(threads).isLessThan(WATCHERS / 100.0);
            assertThat(bytesEach).isLessThan(MOST_BYTES_EACH);
            assertThat(busy).isLessThan(MOST_OF_A_PROCESSOR);
            clients.forEach(ServiceClient::close);
        }
    }

    /**
     * How much of a processor the server takes while nothing happens: the least of some times, for the compiler may still be
     * at work on what happened before.
     */
    private static double busy(StressedServer server) throws Exception {
        double least = busyNow(server);
        for (int i = 1; i < MOST_LOOKS && least >= MOST_OF_A_PROCESSOR; i++) {
            least = Math.min(least, busyNow(server));
        }
        return least;
    }

    private static double busyNow(StressedServer server) throws Exception {
        double before = server.scraped("process_cpu_time_ns_total");
        long begin = System.nanoTime();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        return (server.scraped("process_cpu_time_ns_total") - before) / (System.nanoTime() - begin);
    }

    /** Counts down at its first message, and at the first that tells of a change. */
    private record IsTold(CountDownLatch begun, CountDownLatch told) implements StreamObserver<WatchResponse> {
        @Override
        public void onNext(WatchResponse response) {
            (response.hasTransaction() ? told : begun).countDown();
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
    }
}
