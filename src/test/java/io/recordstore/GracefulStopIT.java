package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to the packaged server while it is at work. */
class GracefulStopIT {
    private static final String ROOT_KEY = "recordstore.tokens.root-public-keys.1=" + TestTokens.MINTER.publicKey();
    private static final String KEY_ENCRYPTION_KEY =
            "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=";

    /** What a process ends with that SIGTERM has ended. */
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private static final int WRITERS = 8;
    private static final int PUTS_BEFORE = 200;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path directory;

    /** Puts one record after the other until it is refused. */
    private static final class Writer extends Thread {
        private final ServiceClient client;
        private final String space;
        private final AtomicLong nextId;
        private final Set<Long> acknowledged;
        private volatile Status end;

        Writer(ServiceClient client, String space, AtomicLong nextId, Set<Long> acknowledged) {
            this.client = client;
            this.space = space;
            this.nextId = nextId;
            this.acknowledged = acknowledged;
            setDaemon(true);
        }

        @Override
        public void run() {
            while (end == null) {
                City city = ServiceClient.city(nextId.incrementAndGet(), "Ghent", "BE", 1);
                try {
                    client.put(space, city);
                    acknowledged.add(city.getId());
                } catch (StatusRuntimeException refusal) {
                    end = refusal.getStatus();
                }
            }
        }
    }

    /** What a stream brings, and how it ends. */
    private static final class Ending<T> implements StreamObserver<T> {
        private final BlockingQueue<T> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Status> end = new CompletableFuture<>();

        @Override
        public void onNext(T message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable error) {
            end.complete(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }

        T next() throws InterruptedException {
            return messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        Status end() throws Exception {
            return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatWasAcknowledgedIsThereStreamsAreToldAndTheProcessEnds() throws Exception {
        Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        String space;
        try (PackagedServer server = start("recordstore.stop.streams=1s");
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            space = client.createCities();
            Ending<HealthCheckResponse> health = new Ending<>();
            HealthGrpc.newStub(client.channel()).watch(HealthCheckRequest.getDefaultInstance(), health);
            assertThat(health.next().getStatus()).isEqualTo(ServingStatus.SERVING);
            Ending<BulkPutResponse> upload = new Ending<>();
            StreamObserver<BulkPutRequest> uploading = client.recordStreams().bulkPut(upload);
            uploading.onNext(BulkPutRequest.newBuilder()
                    .setRecordSpace(space)
                    .setRecordType("City")
                    .setProtobuf(ServiceClient.city(-1, "Ghent", "BE", 1).toByteString())
                    .build());
            List<Writer> writers = write(client, space, acknowledged);

            server.terminate();

            assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
            assertThatItWasTold(health.end());
            assertThatItWasTold(upload.end());
            assertThat(server.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
            for (Writer writer : writers) {
                writer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
                assertThat(writer.end.getCode()).as("%s", writer.end).isEqualTo(Code.UNAVAILABLE);
            }
            assertThat(server.output())
                    .contains("the first request was answered", "calls are still to be answered", "stopped in")
                    .doesNotContain("are cut", "ERROR");
        }
        try (PackagedServer server = start();
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            assertThat(ids(client, space)).containsAll(acknowledged);
        }
    }

    private static List<Writer> write(ServiceClient client, String space, Set<Long> acknowledged)
            throws InterruptedException {
        AtomicLong nextId = new AtomicLong();
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(client, space, nextId, acknowledged));
        }
        writers.forEach(Thread::start);
        while (acknowledged.size() < PUTS_BEFORE) {
            assertThat(writers).allMatch(writer -> writer.end == null);
            Thread.sleep(10);
        }
        return writers;
    }

    private static List<Long> ids(ServiceClient client, String space) {
        Query.Builder all = Query.newBuilder();
        List<Long> ids = new ArrayList<>();
        for (QueryResponse response : client.stream(ServiceClient.cities(space, all))) {
            if (response.hasRecord()) {
                ids.add(ServiceClient.parse(response).getId());
            }
        }
        return ids;
    }

    private static void assertThatItWasTold(Status end) {
        assertThat(end.getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(end.getDescription()).contains("the server stops");
    }

    private PackagedServer start(String... configuration) throws Exception {
        List<String> all = new ArrayList<>(List.of(ROOT_KEY, KEY_ENCRYPTION_KEY));
        all.addAll(List.of(configuration));
        return PackagedServer.start(directory, all.toArray(String[]::new));
    }
}
