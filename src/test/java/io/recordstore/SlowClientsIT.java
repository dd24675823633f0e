package io.recordstore;

import static io.recordstore.grpc.ServiceClient.index;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take one message of a long answer and no more. Figures are printed; {@code docs/operations.md} has some. */
class SlowClientsIT {
    private static final int CONNECTIONS = 8;
    private static final int CLIENTS = 200;
    private static final long MOST_BYTES = 64L << 20;

    @TempDir
    Path directory;

    @Test
    void theyCostLittle() throws Exception {
        try (StressedServer server = StressedServer.start(directory)) {
            ServiceClient client = server.client();
            String space = client.createCities(index("City", "country"));
            for (int i = 1; i <= 400; i++) {
                client.put(space, ServiceClient.city(i, "x".repeat(20_000), "BE", i));
            }
            QueryRequest all = ServiceClient.cities(space, Query.newBuilder().setAllowScan(true))
                    .build();
            client.stream(all.toBuilder());
            long before = server.bytesInUseAtRest();
            List<ServiceClient> clients = server.newClients(CONNECTIONS);
            CountDownLatch begun = new CountDownLatch(CLIENTS);
            for (int i = 0; i < CLIENTS; i++) {
                clients.get(i % CONNECTIONS).recordStreams().query(all, new TakesOne(begun));
            }
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            long cost = server.bytesInUseAtRest() - before;
            System.out.printf("SlowClientsIT: %d slow clients of streams cost %d kB%n", CLIENTS, cost >> 10);

            assertThat(cost).isLessThan(MOST_BYTES);
            server.assertThatItHadMemory();
            clients.forEach(ServiceClient::close);
        }
    }

    private record TakesOne(CountDownLatch begun) implements ClientResponseObserver<QueryRequest, QueryResponse> {
        @Override
        public void beforeStart(ClientCallStreamObserver<QueryRequest> call) {
            call.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(QueryResponse response) {
            begun.countDown();
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
    }
}
