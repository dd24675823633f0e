package io.recordstore;

import static io.recordstore.grpc.ServiceClient.city;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.query.Loading;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.RecordServiceGrpc.RecordServiceStub;
import io.recordstore.v1.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Twice the load that the server can serve with 256 MB of heap: first it is measured how many calls a second it answers, with
 * as many callers as it has room for, each of which waits for its answer; then twice as many are made in every second,
 * whether or not any is answered, as far as connections take more: what clients keep for themselves is no load. Figures are printed; {@code docs/operations.md} has some.
 */
class OverloadIT {
    private static final int CONNECTIONS = 32;

    /** As many as a server lets a connection have. */
    private static final int MOST_OPEN = CONNECTIONS * 100;

    private static final Duration LOAD = Duration.ofSeconds(Integer.getInteger("stress.seconds", 2));

    /** Five seconds are promised, of a machine that does nothing else. */
    private static final Duration RECOVERY = Duration.ofSeconds(Integer.getInteger("stress.recovery-seconds", 30));

    private static final Duration FOR_READS = Duration.ofSeconds(20);
    private static final int TIMES = 2;

    /** A machine that others use may be faster than it was when it was measured: then it is measured again. */
    private static final int MOST_TRIES = 5;

    private enum Load {
        PUT_1_MB(1 << 20, 12, 21),
        PUT_1_KB(1 << 10, 256, 1_285),
        GET_1_MB(1 << 20, 12, 1_365);

        private final int bytes;
        private final int callers;
        private final int room;

        /** @param room how many calls that wait fit into a twelfth of the heap */
        Load(int bytes, int callers, int room) {
            this.bytes = bytes;
            this.callers = callers;
            this.room = room;
        }

        /** As many that half of them are twice what there is room for. */
        int atLeast() {
            return 4 * room;
        }
    }

    /** What came of some calls. */
    private static final class Outcome {
        private final Map<Code, AtomicLong> answers = new ConcurrentHashMap<>();
        private final Semaphore ended = new Semaphore(0);

        void add(Code code) {
            answers.computeIfAbsent(code, key -> new AtomicLong()).incrementAndGet();
            ended.release();
        }

        long count(Code code) {
            return answers.getOrDefault(code, new AtomicLong()).get();
        }
    }

    @TempDir
    Path directory;

    private StressedServer server;
    private List<RecordServiceStub> stubs;
    private RecordServiceStub another;
    private String space;
    private String name;
    private long next = 1;

    /** What waits to be read holds little until it is answered: it takes a while until it is too much. */
    static Stream<Load> loads() {
        return Stream.of(Load.values()).filter(load -> load != Load.GET_1_MB || LOAD.compareTo(FOR_READS) >= 0);
    }

    @ParameterizedTest
    @MethodSource("loads")
    void twiceWhatItCanServeIsServedInPartAndRefusedInPart(Load load) throws Exception {
        try (StressedServer started = StressedServer.start(directory, "recordstore.store.timeout=60s")) {
            server = started;
            List<ServiceClient> clients = server.newClients(CONNECTIONS);
            stubs = clients.stream().map(ServiceClient::recordStreams).toList();
            another = server.client().recordStreams();
            space = server.client().createCities();
            name = "x".repeat(load.bytes);
            server.client().put(space, city(next, name, "BE", 1));
            Outcome overload = overload(load);

            assertThat(overload.answers.keySet()).containsExactlyInAnyOrder(Code.OK, Code.RESOURCE_EXHAUSTED);
            StressedServer.await(
                    () -> server.scraped("recordstore_admission_bytes") == 0, "what calls held is given back");
            server.assertThatItHadMemory();
            clients.forEach(ServiceClient::close);
        }
    }

    /** A stream holds what is not written yet, and is as long as it likes. */
    @Test
    void anUploadMayBeManyTimesWhatCallsMayHold() throws Exception {
        try (StressedServer started = StressedServer.start(directory, "recordstore.admission.memory=2M")) {
            String space = started.client().createCities();
            List<City> cities = IntStream.rangeClosed(1, 2_000)
                    .mapToObj(id -> city(id, "x".repeat(10_000), "BE", 1))
                    .toList();

            BulkPutResponse response = Loading.bulkPut(
                    started.client().recordStreams(),
                    BulkPutRequest.newBuilder()
                            .setRecordSpace(space)
                            .setRecordType("City")
                            .build(),
                    cities);

            assertThat(response.getWrittenCount()).isEqualTo(cities.size());
            StressedServer.await(
                    () -> started.scraped("recordstore_admission_bytes") == 0, "what the call held is given back");
        }
    }

    private Outcome overload(Load load) throws Exception {
        Outcome overload = new Outcome();
        servedPerSecond(load); // a server that has just started is slower
        for (int i = 0; i < MOST_TRIES && overload.count(Code.RESOURCE_EXHAUSTED) == 0; i++) {
            double served = servedPerSecond(load);
            overload = new Outcome();
            int calls = offer(load, TIMES * served, overload);
            long recovery = millisToRecovery(load);
            overload.ended.acquire(calls);
            System.out.printf(
                    "OverloadIT: %s: can serve %.0f calls a second; of %d at %.0f a second: %s; serves %d ms later%n",
                    load, served, calls, TIMES * served, overload.answers, recovery);
        }
        return overload;
    }

    /** As many callers as there is room for, each with one call at a time. */
    private double servedPerSecond(Load load) throws Exception {
        Outcome outcome = new Outcome();
        outcome.ended.release(load.callers);
        long begin = System.nanoTime();
        long calls = 0;
        while (System.nanoTime() - begin < LOAD.toNanos()) {
            outcome.ended.acquire();
            call(load, outcome);
            calls++;
        }
        outcome.ended.acquire(load.callers);
        double seconds = (System.nanoTime() - begin) / 1e9;
        server.assertThatItHadMemory();
        assertThat(outcome.answers).as("there is room for all").containsOnlyKeys(Code.OK);
        return calls / seconds;
    }

    /** So many a second, whatever becomes of them; returns how many were sent. */
    private int offer(Load load, double perSecond, Outcome outcome) {
        int calls = Math.max(load.atLeast(), (int) Math.ceil(perSecond * LOAD.toSeconds()));
        int sent = 0;
        long begin = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            LockSupport.parkNanos(begin + (long) (i / perSecond * 1e9) - System.nanoTime());
            if (sent - outcome.ended.availablePermits() < MOST_OPEN) {
                call(load, outcome);
                sent++;
            }
        }
        return sent;
    }

    /** To the next call of another client that is served after the load, while the server still has what it has taken. */
    private long millisToRecovery(Load load) throws Exception {
        long over = System.nanoTime();
        Outcome after = new Outcome();
        while (after.count(Code.OK) == 0) {
            call(another, load, after);
            after.ended.acquire();
            server.assertThatItHadMemory();
            assertThat(Duration.ofNanos(System.nanoTime() - over)).isLessThan(RECOVERY);
        }
        return Duration.ofNanos(System.nanoTime() - over).toMillis();
    }

    private void call(Load load, Outcome outcome) {
        call(stubs.get((int) (next % CONNECTIONS)), load, outcome);
    }

    private void call(RecordServiceStub stub, Load load, Outcome outcome) {
        long id = next++;
        if (load == Load.GET_1_MB) {
            stub.get(
                    GetRequest.newBuilder()
                            .setRecordSpace(space)
                            .setRecordType("City")
                            .addPrimaryKey(Value.newBuilder().setInt64Value(1))
                            .build(),
                    ending(outcome));
        } else {
            stub.put(ServiceClient.putRequest(space, city(id, name, "BE", id)).build(), ending(outcome));
        }
    }

    private static <T> StreamObserver<T> ending(Outcome outcome) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T answer) {}

            @Override
            public void onError(Throwable error) {
                outcome.add(codeOf(error));
            }

            @Override
            public void onCompleted() {
                outcome.add(Code.OK);
            }
        };
    }

    /** A refusal says why, when to try again, and by which id to ask about it. */
    private static Code codeOf(Throwable error) {
        Code code = io.grpc.Status.fromThrowable(error).getCode();
        Status status = StatusProto.fromThrowable(error);
        boolean isExplained = status != null
                && status.getDetailsList().stream().anyMatch(detail -> detail.is(RetryInfo.class))
                && status.getDetailsList().stream().anyMatch(OverloadIT::saysOverloaded);
        return code == Code.RESOURCE_EXHAUSTED && !isExplained ? Code.UNKNOWN : code;
    }

    private static boolean saysOverloaded(com.google.protobuf.Any detail) {
        try {
            return detail.is(ErrorInfo.class)
                    && detail.unpack(ErrorInfo.class).getReason().equals("OVERLOADED")
                    && !detail.unpack(ErrorInfo.class)
                            .getMetadataOrDefault("requestId", "")
                            .isEmpty();
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }
}
