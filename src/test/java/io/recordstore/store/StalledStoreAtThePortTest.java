package io.recordstore.store;

import static io.recordstore.grpc.ServiceClient.city;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Value;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Calls at the port while the store gives no answer, and after it does again. */
@QuarkusTest
@TestProfile(StalledStoreAtThePortTest.Impatient.class)
class StalledStoreAtThePortTest {
    private static final Duration STALL = Duration.ofSeconds(Integer.getInteger("stress.seconds", 4));
    private static final int CALLS_PER_SECOND = 100;
    private static final int PATIENCE_SECONDS = 60;

    /** A call waits for the store for one second. */
    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(KeysTouched.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(new ObservedStore().getConfigOverrides());
            config.put("recordstore.store.timeout", "1s");
            return config;
        }
    }

    @Inject
    KeysTouched store;

    @Inject
    MeterRegistry meters;

    private final Queue<CompletableFuture<Long>> unanswered = new ConcurrentLinkedQueue<>();
    private final Map<Code, AtomicInteger> answers = new ConcurrentHashMap<>();

    @Test
    void callsEndWithTheirDeadlineAndNothingPilesUp() throws Exception {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        try (ServiceClient client = new ServiceClient(port, TestTokens.admin("stalled"))) {
            String space = patiently(client::createCities);
            patiently(() -> client.put(space, city(1, "Ghent", "BE", 1)));
            store.answerReadVersions(this::noAnswer);
            int calls = (int) STALL.toSeconds() * CALLS_PER_SECOND;
            int mostOpen = 0;
            long begin = System.nanoTime();
            for (int i = 1; i <= calls; i++) {
                call(client, space, i);
                mostOpen = Math.max(mostOpen, i - answered());
                LockSupport.parkNanos(begin + TimeUnit.SECONDS.toNanos(i) / CALLS_PER_SECOND - System.nanoTime());
            }
            await(() -> answered() == calls);
            System.out.printf(
                    "StalledStoreAtThePortTest: %d s: %s, at most %d calls open%n",
                    STALL.toSeconds(), answers, mostOpen);

            assertThat(answers).containsOnlyKeys(Code.DEADLINE_EXCEEDED);
            assertThat(mostOpen).as("calls that wait").isLessThan(calls);

            store.answerReadVersions(null);
            unanswered.forEach(readVersion -> readVersion.completeExceptionally(new IllegalStateException("late")));
            patiently(() -> client.put(space, city(2, "Lille", "FR", 2)));
            await(() ->
                    meters.get("recordstore.store.transactions.open").gauge().value() == 0);
        } finally {
            store.answerReadVersions(null);
        }
    }

    /** A machine that others use as well may take longer than a call here waits. */
    private static <T> T patiently(Supplier<T> call) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                return call.get();
            } catch (StatusRuntimeException late) {
                assertThat(System.nanoTime()).as("%s", late).isLessThan(end);
            }
        }
    }

    private CompletableFuture<Long> noAnswer() {
        CompletableFuture<Long> readVersion = new CompletableFuture<>();
        unanswered.add(readVersion);
        return readVersion;
    }

    private int answered() {
        return answers.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private void call(ServiceClient client, String space, long id) {
        if (id % 2 == 0) {
            client.recordStreams()
                    .put(
                            ServiceClient.putRequest(space, city(id, "Ghent", "BE", id))
                                    .build(),
                            ending());
        } else {
            GetRequest get = GetRequest.newBuilder()
                    .setRecordSpace(space)
                    .setRecordType("City")
                    .addPrimaryKey(Value.newBuilder().setInt64Value(1))
                    .build();
            client.recordStreams().get(get, ending());
        }
    }

    private <T> StreamObserver<T> ending() {
        return new StreamObserver<>() {
            @Override
            public void onNext(T answer) {}

            @Override
            public void onError(Throwable error) {
                end(Status.fromThrowable(error).getCode());
            }

            @Override
            public void onCompleted() {
                end(Code.OK);
            }

            private void end(Code code) {
                answers.computeIfAbsent(code, key -> new AtomicInteger()).incrementAndGet();
            }
        };
    }
}
