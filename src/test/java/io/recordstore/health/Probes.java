package io.recordstore.health;

import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.recordstore.ops.Scrape;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.ConfigProvider;

/** What the server under test tells those who ask how it is. */
final class Probes implements AutoCloseable {
    static final long PATIENCE_SECONDS = 60;

    private final int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ManagedChannel channel =
            ManagedChannelBuilder.forAddress("localhost", port).usePlaintext().build();

    HttpResponse<String> get(String probe) throws IOException, InterruptedException {
        URI address = URI.create("http://localhost:" + port + "/q/health/" + probe);
        return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> await(String probe, Predicate<HttpResponse<String>> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        HttpResponse<String> response = get(probe);
        while (!condition.test(response) && System.nanoTime() < end) {
            Thread.sleep(20);
            response = get(probe);
        }
        assertThat(condition)
                .as("%s %s", response.statusCode(), response.body())
                .accepts(response);
        return response;
    }

    /** The metric of a check: 1 while it is up. */
    double metric(String check) {
        return metrics().sum("recordstore_ready", "check", check);
    }

    void awaitMetric(String check, double value) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (metric(check) != value) {
            assertThat(System.nanoTime()).as("%s is not %s", check, value).isLessThan(end);
            Thread.sleep(20);
        }
    }

    Scrape metrics() {
        return Scrape.of(URI.create("http://localhost:" + port + "/q/metrics"));
    }

    ServingStatus check(String service) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    BlockingQueue<ServingStatus> watch(String service) {
        BlockingQueue<ServingStatus> statuses = new LinkedBlockingQueue<>();
        HealthGrpc.newStub(channel)
                .watch(HealthCheckRequest.newBuilder().setService(service).build(), new StreamObserver<>() {
                    @Override
                    public void onNext(HealthCheckResponse response) {
                        statuses.add(response.getStatus());
                    }

                    @Override
                    public void onError(Throwable error) {}

                    @Override
                    public void onCompleted() {}
                });
        return statuses;
    }

    static ServingStatus next(BlockingQueue<ServingStatus> watched) throws InterruptedException {
        ServingStatus status = watched.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(status).as("what a watcher was to be told").isNotNull();
        return status;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
