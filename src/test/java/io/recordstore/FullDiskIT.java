package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server on a disk that really fills up. {@code FullDiskTest} has what can be shown without one. */
@DisabledIfEnvironmentVariable(
        named = TestEngine.CLUSTER_FILE_VARIABLE,
        matches = ".+",
        disabledReason = "the disk of a cluster is not ours to fill")
class FullDiskIT {
    private static final int DISK_MEGABYTES = 80;
    private static final String BALLAST = "ballast";
    private static final int BALLAST_MEGABYTES = 30;
    private static final int RECORD = 200_000;
    private static final int WRITES_WHILE_FULL = 20;
    private static final int READS_WHILE_FULL = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Random random = new Random(1);
    private final List<Long> acknowledged = new ArrayList<>();
    private final Map<Code, Integer> refusals = new HashMap<>();
    private final Map<String, Integer> reasons = new HashMap<>();
    private SmallDisk disk;
    private String space;
    private long next = 1;

    @Test
    void roomIsKeptFree() throws Exception {
        fillAndRecover("recordstore.fdb.embedded.kept-free-megabytes=20");
        assertThat(refusals).containsOnlyKeys(Code.RESOURCE_EXHAUSTED);
        assertThat(reasons).containsOnlyKeys("STORAGE_FULL");
    }

    /** The log of RocksDB meets the end of the disk. */
    @Test
    void nothingIsKeptFree() throws Exception {
        fillAndRecover("recordstore.fdb.embedded.kept-free-megabytes=0");
        assertThat(reasons.keySet()).isNotEmpty().isSubsetOf("STORAGE_FULL", "COMMIT_UNKNOWN");
    }

    private void fillAndRecover(String keptFree) throws Exception {
        Optional<SmallDisk> mounted = SmallDisk.mount(directory, DISK_MEGABYTES);
        Assumptions.assumeTrue(
                mounted.isPresent(), "no disk was filled: unshare(1) may not make namespaces with mounts here");
        try (SmallDisk small = mounted.get()) {
            disk = small;
            disk.fill(BALLAST, BALLAST_MEGABYTES);
            try (PackagedServer server = start(keptFree);
                    ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("stress"))) {
                space = client.createCities();
                fill(client);
                readLast(client, READS_WHILE_FULL);
                System.out.printf(
                        "FullDiskIT: %s: %d acknowledged, refused %s %s, %d kB free%n",
                        keptFree, acknowledged.size(), refusals, reasons, disk.freeBytes() >> 10);
                disk.free(BALLAST);
                awaitRoom(client, keptFree);
            }
            try (PackagedServer server = start(keptFree);
                    ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("stress"))) {
                readLast(client, acknowledged.size());
            }
        }
    }

    private PackagedServer start(String keptFree) throws IOException {
        return PackagedServer.launchIn(
                        disk.shell(),
                        directory,
                        "recordstore.tokens.root-public-keys.1=" + TestTokens.MINTER.publicKey(),
                        "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=",
                        "recordstore.fdb.embedded.write-buffer-megabytes=4",
                        keptFree)
                .awaitListening();
    }

    private void fill(ServiceClient client) {
        while (put(client) == Code.OK) {
            assertThat(acknowledged.size()).as("the disk never fills").isLessThan(2 * (DISK_MEGABYTES << 20) / RECORD);
        }
        for (int i = 0; i < WRITES_WHILE_FULL; i++) {
            put(client);
        }
    }

    private void awaitRoom(ServiceClient client, String keptFree) {
        long begin = System.nanoTime();
        while (put(client) != Code.OK) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE);
        }
        System.out.printf(
                "FullDiskIT: %s: writes go on %d ms after there was room%n",
                keptFree, Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }

    private Code put(ServiceClient client) {
        long id = next++;
        StringBuilder name = new StringBuilder();
        while (name.length() < RECORD) {
            name.append(Long.toHexString(random.nextLong()));
        }
        try {
            client.put(space, ServiceClient.city(id, name.toString(), "BE", id));
            acknowledged.add(id);
            return Code.OK;
        } catch (StatusRuntimeException refusal) {
            Code code = refusal.getStatus().getCode();
            refusals.merge(code, 1, Integer::sum);
            reasons.merge(reason(refusal), 1, Integer::sum);
            return code;
        }
    }

    private static String reason(StatusRuntimeException refusal) {
        return StatusProto.fromThrowable(refusal).getDetailsList().stream()
                .filter(detail -> detail.is(ErrorInfo.class))
                .map(FullDiskIT::info)
                .map(ErrorInfo::getReason)
                .findFirst()
                .orElse(refusal.toString());
    }

    private static ErrorInfo info(com.google.protobuf.Any detail) {
        try {
            return detail.unpack(ErrorInfo.class);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** The last of the acknowledged ones. */
    private void readLast(ServiceClient client, int count) {
        for (long id : acknowledged.subList(acknowledged.size() - count, acknowledged.size())) {
            assertThat(client.records()
                            .get(GetRequest.newBuilder()
                                    .setRecordSpace(space)
                                    .setRecordType("City")
                                    .addPrimaryKey(Value.newBuilder().setInt64Value(id))
                                    .build())
                            .hasRecord())
                    .as("record %d", id)
                    .isTrue();
        }
    }
}
