package io.recordstore.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.FDBException;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.recordstore.store.KeysTouched;
import io.recordstore.store.ObservedStore;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
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
    private static final List<String> CHECKS = List.of("store", "revocations", "stop");
    private static final String RECORDS = "recordstore.v1.RecordService";

    /** Two seconds are promised, of a machine that does nothing else. */
    private static final Duration FLIP = Duration.ofMillis(Long.getLong("health.flip-millis", 30_000));

    @Inject
    KeysTouched store;

    @Inject
    StoreHealth storeHealth;

    private Probes probes;

    @BeforeEach
    void connect() {
        probes = new Probes();
    }

    @AfterEach
    void bringBack() throws Exception {
        store.answerReadVersions(null);
        probes.await("ready", response -> response.statusCode() == 200);
        probes.close();
    }

    @Test
    void readinessSaysWhatTheStoreAnswered() throws Exception {
        HttpResponse<String> ready = probes.await("ready", response -> response.statusCode() == 200);

        assertThat(ready.body()).contains("\"store\"", "readVersion", "tookMillis", "ageMillis", "\"revocations\"");
        assertThat(probes.check("")).isEqualTo(ServingStatus.SERVING);
        assertThat(probes.check(RECORDS)).isEqualTo(ServingStatus.SERVING);
        assertThat(CHECKS).allMatch(check -> probes.metric(check) == 1);
    }

    @Test
    void everyProbeFollowsTheStoreButForTheOnesThatWouldHaveTheServerKilled() throws Exception {
        BlockingQueue<ServingStatus> watched = probes.watch(RECORDS);
        assertThat(Probes.next(watched)).isEqualTo(ServingStatus.SERVING);

        long gone = System.nanoTime();
        store.answerReadVersions(SILENCE);
        HttpResponse<String> away = probes.await("ready", response -> response.statusCode() == 503);
        Duration noticed = Duration.ofNanos(System.nanoTime() - gone);

        assertThat(away.body()).contains("no read version within 1000 ms");
        assertThat(Probes.next(watched)).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(probes.check("")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(probes.check(RECORDS)).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(probes.metric("store")).isZero();
        assertThat(probes.metric("stop")).isEqualTo(1);
        assertThat(probes.get("live").statusCode()).isEqualTo(200);
        assertThat(probes.get("started").statusCode()).isEqualTo(200);

        long back = System.nanoTime();
        store.answerReadVersions(null);
        probes.await("ready", response -> response.statusCode() == 200);
        Duration ready = Duration.ofNanos(System.nanoTime() - back);
        System.out.printf(
                "HealthTest: not ready %d ms after the store went away, ready %d ms after it came back%n",
                noticed.toMillis(), ready.toMillis());

        assertThat(List.of(noticed, ready)).allMatch(time -> time.compareTo(FLIP) < 0);
        assertThat(Probes.next(watched)).isEqualTo(ServingStatus.SERVING);
        assertThat(probes.check(RECORDS)).isEqualTo(ServingStatus.SERVING);
        assertThat(probes.metric("store")).isEqualTo(1);
    }

    /** Beside the rounds, only calls and the following of revocations ask for a read version. */
    @Test
    void nobodyWhoAsksHowTheServerIsMakesItAskTheStore() throws Exception {
        Set<String> asking = ConcurrentHashMap.newKeySet();
        store.answerReadVersions(() -> {
            asking.add(Thread.currentThread().getName());
            return LOCKED.get();
        });
        probes.await("ready", response -> response.statusCode() == 503);

        for (String probe : List.of("live", "started", "ready")) {
            probes.get(probe);
        }
        probes.check("");
        probes.metrics();

        assertThat(asking)
                .contains("health")
                .allMatch(thread -> thread.equals("health") || thread.matches("recordstore-revocations|store-\\d+"));
    }

    @Test
    void anErrorOfTheStoreIsToldInTheOperatorsTerms() throws Exception {
        store.answerReadVersions(LOCKED);

        assertThat(probes.await("ready", response -> response.statusCode() == 503)
                        .body())
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
        assertThatThrownBy(() -> probes.check("acme.v1.Nothing"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refusal -> assertThat(refusal.getStatus().getCode()).isEqualTo(Code.NOT_FOUND));
        assertThat(Probes.next(probes.watch("acme.v1.Nothing")))
                .isEqualTo(ServingStatus.UNRECOGNIZED); // SERVICE_UNKNOWN, which the generated messages do not name
    }
}
