package io.recordstore.grpc;

import static io.recordstore.grpc.ServiceClient.city;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.v1.Query;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.WatchResponse;
import java.net.URL;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client's calls share a connection, and outlive one that it cancels. */
@QuarkusTest
class CancelledStreamsTest {
    private static final int RECORDS = 20;
    private static final int ROUNDS = 50;

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void fill() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("cancelled"));
        space = client.createCities();
        client.keepChanges(space);
        for (int id = 1; id <= RECORDS; id++) {
            client.put(space, city(id, "x".repeat(1_000), "BE", id));
        }
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aWatchGoesOnWhileOtherCallsAreCancelled() {
        LastChange watching = new LastChange();
        client.changeStreams().watch(fromTheBeginning(), watching);
        for (int round = 0; round < ROUNDS; round++) {
            cancelled(() -> client.records()
                    .query(ServiceClient.cities(space, Query.newBuilder().setAllowScan(true))
                            .build())
                    .next());
            cancelled(() -> client.changes().watch(fromTheBeginning()).next());
            cancelled(() -> client.changes().watch(fromTheBeginning()));
        }
        client.put(space, city(LastChange.ID, "the last", "BE", 1));

        assertThat(watching.outcome.join()).isEmpty();
    }

    private WatchRequest fromTheBeginning() {
        return WatchRequest.newBuilder()
                .setRecordSpace(space)
                .setBeginning(true)
                .build();
    }

    private static void cancelled(Runnable call) {
        Context.CancellableContext context = Context.current().withCancellation();
        context.run(call);
        context.cancel(null);
    }

    /** Waits for the change of one record, or for the end of the call. */
    private static final class LastChange implements StreamObserver<WatchResponse> {
        private static final long ID = 1_000;

        private final CompletableFuture<Optional<Throwable>> outcome = new CompletableFuture<>();

        @Override
        public void onNext(WatchResponse response) {
            boolean isLast = response.getTransaction().getChangesList().stream()
                    .anyMatch(change -> change.getPrimaryKey(0).getInt64Value() == ID);
            if (isLast) {
                outcome.complete(Optional.empty());
            }
        }

        @Override
        public void onError(Throwable error) {
            outcome.complete(Optional.of(error));
        }

        @Override
        public void onCompleted() {
            outcome.complete(Optional.of(new AssertionError("the watch ended")));
        }
    }
}
