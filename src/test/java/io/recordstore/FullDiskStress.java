package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Value;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The packaged server on a disk that really fills up: a small one of its own, such as {@code mount -t tmpfs -o size=400m
 * tmpfs /mnt/small}, and then {@code ./mvnw -Pstress surefire:test -Dstress.disk=/mnt/small} after {@code ./mvnw package}. {@code
 * FullDiskTest} has the short form, for which no disk is needed.
 */
class FullDiskStress {
    private static final String ROOT_KEY = "recordstore.tokens.root-public-keys.1=" + TestTokens.MINTER.publicKey();
    private static final String KEY = "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=";
    private static final String SMALL_TABLES = "recordstore.fdb.embedded.write-buffer-megabytes=8";
    private static final long FILL = 100L << 20;
    private static final int RECORD = 60_000;

    private final Path disk = Path.of(System.getProperty("stress.disk"));
    private final Random random = new Random(1);
    private final List<Long> acknowledged = new ArrayList<>();
    private final Map<Code, Integer> refusals = new HashMap<>();
    private String space;
    private long next = 1;

    @Test
    void roomIsKeptFree() throws Exception {
        fillAndRecover("recordstore.fdb.embedded.kept-free-megabytes=40");
        assertThat(refusals.keySet()).containsExactly(Code.RESOURCE_EXHAUSTED);
    }

    /** The log of RocksDB meets the end of the disk. */
    @Test
    void nothingIsKeptFree() throws Exception {
        fillAndRecover("recordstore.fdb.embedded.kept-free-megabytes=0");
        assertThat(refusals.keySet()).doesNotContain(Code.INTERNAL, Code.OK);
    }

    private void fillAndRecover(String keptFree) throws Exception {
        assertThat(disk.toFile().getTotalSpace()).as("a small disk").isBetween(1L, 1L << 30);
        Path directory = Files.createTempDirectory(disk, "stress");
        Path fill = directory.resolve("fill");
        try (RandomAccessFile file = new RandomAccessFile(fill.toFile(), "rw")) {
            byte[] piece = new byte[1 << 20];
            for (long written = 0; written < FILL; written += piece.length) {
                file.write(piece);
            }
        }
        try (PackagedServer server = PackagedServer.start(directory, ROOT_KEY, KEY, SMALL_TABLES, keptFree);
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("stress"))) {
            space = client.createCities();
            while (put(client) == Code.OK) {}
            for (int i = 0; i < 200; i++) {
                put(client);
            }
            read(client, 50);
            System.out.printf(
                    "FullDiskStress: %s: %d acknowledged, refused %s, %d kB free%n",
                    keptFree, acknowledged.size(), refusals, disk.toFile().getUsableSpace() >> 10);
            Files.delete(fill);
            long begin = System.nanoTime();
            while (put(client) != Code.OK) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.MINUTES.toNanos(2));
            }
            System.out.printf(
                    "FullDiskStress: %s: writes go on %d ms after there was room%n",
                    keptFree, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
            for (int i = 0; i < 100; i++) {
                put(client);
            }
        }
        try (PackagedServer server = PackagedServer.start(directory, ROOT_KEY, KEY, SMALL_TABLES, keptFree);
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("stress"))) {
            read(client, acknowledged.size());
        }
        deleteAll(directory);
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
            return code;
        }
    }

    /** The last of the acknowledged ones. */
    private void read(ServiceClient client, int count) {
        for (long id : acknowledged.subList(acknowledged.size() - count, acknowledged.size())) {
            assertThat(client.records()
                            .get(GetRequest.newBuilder()
                                    .setRecordSpace(space)
                                    .setRecordType("City")
                                    .addPrimaryKey(Value.newBuilder().setInt64Value(id))
                                    .build())
                            .hasRecord())
                    .isTrue();
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
