package io.recordstore.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.FDBException;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.recordstore.store.KeysTouched;
import io.recordstore.store.ObservedStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What probes are told while the store goes away and comes back. */
@QuarkusTest
@TestProfile(ObservedStore.class)
class HealthTest {
    private static final Supplier<CompletableFuture<Long>> SILENCE = CompletableFuture::new;
    private static final Supplier<CompletableFuture<Long>> LOCKED =
            () -> CompletableFuture.failedFuture(new FDBException("locked", 1038));
    private static final String RECORDS = "recordstore.v1.RecordService";
    private static final long PATIENCE_SECONDS = 60;

    /** Two seconds are promised, of a machine that does nothing else. */
    private static final Duration FLIP = Duration.ofMillis(Long.getLong("health.flip-millis", 30_000));

    @Inject
    KeysTouched store;

    @Inject
    StoreHealth storeHealth;

    private final HttpClient http = HttpClient.newHttpClient();
    private ManagedChannel channel;

    @BeforeEach
    void connect() {
        channel = ManagedChannelBuilder.forAddress("localhost", port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void bringBack() throws Exception {
        store.answerReadVersions(null);
        await("ready", response -> response.statusCode() == 200);
        channel.shutdownNow();
    }

    private static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    }

    private HttpResponse<String> get(String probe) throws IOException, InterruptedException {
        URI address = URI.create("http://localhost:" + port() + "/q/health/" + probe);
        return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> await(String probe, Predicate<HttpResponse<String>> condition) throws Exception {
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

    private ServingStatus check(String service) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    @Test
    void readinessSaysWhatTheStoreAnswered() throws Exception {
        HttpResponse<String> ready = await("ready", response -> response.statusCode() == 200);

        assertThat(ready.body()).contains("\"store\"", "readVersion", "tookMillis", "ageMillis", "\"revocations\"");
        assertThat(check("")).isEqualTo(ServingStatus.SERVING);
        assertThat(check(RECORDS)).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void everyProbeFollowsTheStoreButForTheOnesThatWouldHaveTheServerKilled() throws Exception {
        BlockingQueue<ServingStatus> watched = watch(RECORDS);
        assertThat(watched.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(ServingStatus.SERVING);

        long gone = System.nanoTime();
        store.answerReadVersions(SILENCE);
        HttpResponse<String> away = await("ready", response -> response.statusCode() == 503);
        Duration noticed = Duration.ofNanos(System.nanoTime() - gone);

        assertThat(away.body()).contains("no read version within 1000 ms");
        assertThat(watched.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(check(RECORDS)).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(get("live").statusCode()).isEqualTo(200);
        assertThat(get("started").statusCode()).isEqualTo(200);

        long back = System.nanoTime();
        store.answerReadVersions(null);
        await("ready", response -> response.statusCode() == 200);
        Duration ready = Duration.ofNanos(System.nanoTime() - back);
        System.out.printf(
                "HealthTest: not ready %d ms after the store went away, ready %d ms after it came back%n",
                noticed.toMillis(), ready.toMillis());

        assertThat(List.of(noticed, ready)).allMatch(time -> time.compareTo(FLIP) < 0);
        assertThat(watched.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(ServingStatus.SERVING);
        assertThat(check(RECORDS)).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void anErrorOfTheStoreIsToldInTheOperatorsTerms() throws Exception {
        store.answerReadVersions(LOCKED);

        assertThat(await("ready", response -> response.statusCode() == 503).body())
                .contains("locked", "1038");
    }

    /** Of a round and the wait in it: what the server itself adds to them under load is not its to bound. */
    @Test
    void aRoundIsOverWithinTwoSeconds() {
        store.answerReadVersions(SILENCE);
        storeHealth.look();

        Duration wait = Duration.ofNanos(storeHealth.last().tookNanos());
        assertThat(wait).isGreaterThanOrEqualTo(Duration.ofMillis(900));
        assertThat(StoreHealth.PATIENCE.plus(StoreHealth.BETWEEN_LOOKS)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aServiceThatIsNoneIsToldApart() throws Exception {
        assertThatThrownBy(() -> check("acme.v1.Nothing"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refusal -> assertThat(refusal.getStatus().getCode()).isEqualTo(Code.NOT_FOUND));
        assertThat(watch("acme.v1.Nothing").poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isEqualTo(ServingStatus.UNRECOGNIZED); // SERVICE_UNKNOWN, which the generated messages do not name
    }

    private BlockingQueue<ServingStatus> watch(String service) {
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
}
