package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.cities;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That a query's work follows its client, at the gRPC port. */
@QuarkusTest
class StreamsTest {
    private static final int RECORDS = 6_000;
    private static final long PATIENCE_SECONDS = 60;

    @TestHTTPResource("/")
    URL server;

    @Inject
    MeterRegistry meters;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void load() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("streams"));
        space = client.createCities(index("City", "country"));
        List<City> large = IntStream.rangeClosed(1, RECORDS)
                .mapToObj(i -> ServiceClient.city(i, "x".repeat(2_000), "BE", i))
                .toList();
        Loading.bulkPut(
                client.recordStreams(),
                BulkPutRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .build(),
                large);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    /** Takes a few messages, then none until it is told to go on. */
    private static final class SlowClient implements ClientResponseObserver<QueryRequest, QueryResponse> {
        private final int first;
        private final CountDownLatch gotFirst = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private final AtomicInteger received = new AtomicInteger();
        private ClientCallStreamObserver<QueryRequest> call;

        SlowClient(int first) {
            this.first = first;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<QueryRequest> observer) {
            call = observer;
            observer.disableAutoRequestWithInitial(first);
        }

        @Override
        public void onNext(QueryResponse response) {
            if (received.incrementAndGet() == first) {
                gotFirst.countDown();
            } else if (received.get() > first) {
                call.request(1);
            }
        }

        @Override
        public void onError(Throwable error) {
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            ended.countDown();
        }
    }

    @Test
    void aClientThatTakesNothingHasNothingReadForItAndNoTransactionOpen() throws InterruptedException {
        double before = keyValuesRead();
        double longBefore = longTransactions();
        SlowClient slow = new SlowClient(5);
        client.recordStreams().query(all().build(), slow);
        assertThat(slow.gotFirst.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        double atRest = keyValuesReadAtRest();
        assertThat(atRest - before).isBetween(1.0, RECORDS / 2.0);
        awaitNoOpenTransaction();

        slow.call.request(1);
        assertThat(slow.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(slow.received.get()).isEqualTo(RECORDS + 1);
        assertThat(longTransactions()).isEqualTo(longBefore);
    }

    @Test
    void aCancelledCallStopsTheWorkBehindIt() throws InterruptedException {
        double before = keyValuesRead();
        SlowClient slow = new SlowClient(5);
        client.recordStreams().query(all().build(), slow);
        assertThat(slow.gotFirst.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        slow.call.cancel("enough", null);

        assertThat(slow.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(keyValuesReadAtRest() - before).isLessThan(RECORDS / 2.0);
    }

    private QueryRequest.Builder all() {
        return cities(
                space, Query.newBuilder().setFilter(filter(field("country").setEquals(text("BE")))));
    }

    /** What was read once nothing is read any more: the same in ten looks, a tenth of a second apart. */
    private double keyValuesReadAtRest() throws InterruptedException {
        double last = keyValuesRead();
        for (int unchanged = 0; unchanged < 10; ) {
            TimeUnit.MILLISECONDS.sleep(100);
            double now = keyValuesRead();
            unchanged = now == last ? unchanged + 1 : 0;
            last = now;
        }
        return last;
    }

    /** The server looks for builds to go on with now and then, in a transaction of its own. */
    private void awaitNoOpenTransaction() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (meters.get("recordstore.store.transactions.open").gauge().value() > 0) {
            assertThat(System.nanoTime()).as("a transaction stays open").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private double longTransactions() {
        return meters.get("recordstore.store.transactions.long").counter().count();
    }

    private double keyValuesRead() {
        return meters.get("recordstore.query.key.values.read").counter().count();
    }
}
