package io.recordstore;

import static io.recordstore.grpc.ServiceClient.city;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.RecordServiceGrpc.RecordServiceStub;
import io.recordstore.v1.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged server with 256 MB of heap on a disk that does not answer for 30 seconds: a loop device that is frozen, for
 * which one has to be root. {@code StalledStoreAtThePortTest} has what can be shown without.
 */
@DisabledIfEnvironmentVariable(
        named = TestEngine.CLUSTER_FILE_VARIABLE,
        matches = ".+",
        disabledReason = "the disk of a cluster is not ours to stall")
class StalledDiskStress {
    private static final int STALL_SECONDS = Integer.getInteger("stress.seconds", 30);
    private static final int PUTS_PER_SECOND = 40;
    private static final int RECORD = 100_000;
    private static final long KNOWN = 1_000_000;
    private static final Duration RECOVERY = Duration.ofSeconds(5);

    /** It freezes the disk when it is told to, and thaws it whatever becomes of this process. */
    private static final String SCRIPT = "truncate -s 2G \"$0.img\" && mkfs.ext4 -q \"$0.img\" && mkdir \"$0\""
            + " && mount -o loop \"$0.img\" \"$0\" && echo mounted && read go"
            + " && fsfreeze -f \"$0\" && echo frozen && sleep " + STALL_SECONDS
            + "; fsfreeze -u \"$0\" && echo thawed && read end";

    @TempDir
    Path directory;

    private final Random random = new Random(1);
    private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private Process disk;
    private BufferedReader said;

    @BeforeEach
    void mount() throws IOException {
        disk = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        SCRIPT,
                        directory.resolve("disk").toString())
                .start();
        said = disk.inputReader(StandardCharsets.UTF_8);
        Assumptions.assumeTrue("mounted".equals(said.readLine()), "no disk was stalled: only root may mount one");
    }

    @AfterEach
    void unmount() throws IOException {
        disk.getOutputStream().close();
        disk.onExit().join();
    }

    private void tellTheDisk() throws IOException {
        disk.outputWriter(StandardCharsets.UTF_8).append('\n').flush();
    }

    @Test
    void callsEndInTimeNothingPilesUpAndNothingAcknowledgedIsLost() throws Exception {
        List<String> shell = List.of("nsenter", "--mount", "-t", Long.toString(disk.pid()), "--");
        try (StressedServer server = StressedServer.startIn(shell, directory.resolve("disk"))) {
            String space = server.client().createCities();
            server.client().put(space, city(KNOWN, "Ghent", "BE", 1));
            long before = server.bytesInUse();
            RecordServiceStub records = server.client().recordStreams();
            tellTheDisk();
            assertThat(said.readLine()).isEqualTo("frozen");

            int calls = STALL_SECONDS * PUTS_PER_SECOND;
            long begin = System.nanoTime();
            double mostOpen = 0;
            for (int i = 1; i <= calls; i++) {
                put(records, space, i);
                get(records, space);
                if (i % PUTS_PER_SECOND == 0) {
                    mostOpen = Math.max(mostOpen, server.scraped("recordstore_calls_open"));
                }
                LockSupport.parkNanos(begin + TimeUnit.SECONDS.toNanos(i) / PUTS_PER_SECOND - System.nanoTime());
            }
            assertThat(said.readLine()).isEqualTo("thawed");
            long thawed = System.nanoTime();
            while (acknowledged.isEmpty()) {
                put(records, space, ++calls);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                assertThat(Duration.ofNanos(System.nanoTime() - thawed)).isLessThan(RECOVERY);
            }
            long recovery = Duration.ofNanos(System.nanoTime() - thawed).toMillis();
            StressedServer.await(() -> server.scraped("recordstore_calls_open") == 0, "every call is answered");
            StressedServer.await(
                    () -> server.scraped("recordstore_store_transactions_open") == 0, "every transaction is closed");
            System.out.printf(
                    "StalledDiskStress: %d s: %s, at most %.0f calls open, writes go on %d ms later, %d kB more in use%n",
                    STALL_SECONDS, answers, mostOpen, recovery, (server.bytesInUse() - before) >> 10);

            // UNAVAILABLE: it has not known for so long which tokens are revoked.
            assertThat(answers.keySet())
                    .isSubsetOf(
                            "Put OK",
                            "Get OK",
                            "Put UNKNOWN",
                            "Put DEADLINE_EXCEEDED",
                            "Get DEADLINE_EXCEEDED",
                            "Put UNAVAILABLE",
                            "Get UNAVAILABLE",
                            "Put RESOURCE_EXHAUSTED",
                            "Get RESOURCE_EXHAUSTED");
            assertThat(acknowledged).allSatisfy(id -> assertThat(isThere(server.client(), space, id))
                    .isTrue());
            server.assertThatItHadMemory();
        }
    }

    private void put(RecordServiceStub records, String space, long id) {
        records.put(
                ServiceClient.putRequest(space, city(id, incompressible(), "BE", id))
                        .build(),
                ending("Put", () -> acknowledged.add(id)));
    }

    private String incompressible() {
        byte[] bytes = new byte[RECORD / 4 * 3];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static GetRequest request(String space, long id) {
        return GetRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .addPrimaryKey(Value.newBuilder().setInt64Value(id))
                .build();
    }

    private void get(RecordServiceStub records, String space) {
        records.get(request(space, KNOWN), ending("Get", () -> {}));
    }

    private static boolean isThere(ServiceClient client, String space, long id) {
        return client.records().get(request(space, id)).hasRecord();
    }

    private <T> StreamObserver<T> ending(String call, Runnable whenOk) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T answer) {}

            @Override
            public void onError(Throwable error) {
                end(Status.fromThrowable(error).getCode());
            }

            @Override
            public void onCompleted() {
                whenOk.run();
                end(Code.OK);
            }

            private void end(Code code) {
                answers.computeIfAbsent(call + " " + code, key -> new AtomicLong())
                        .incrementAndGet();
            }
        };
    }
}
