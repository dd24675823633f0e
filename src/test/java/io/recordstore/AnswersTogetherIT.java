package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Into how many system calls the answers of a server go, by what Linux counts of its writes. */
@EnabledOnOs(OS.LINUX)
class AnswersTogetherIT {
    private static final int ROWS = 1_000;
    private static final String WRITES = "syscw: ";

    @TempDir
    Path directory;

    @Test
    void theRowsOfAStreamShareWrites() throws IOException {
        try (PackagedServer server = PackagedServer.start(
                directory,
                "recordstore.tokens.root-public-keys.1=" + TestTokens.MINTER.publicKey(),
                "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=")) {
            ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("together"));
            String space = client.createCities();
            for (int i = 1; i <= ROWS; i++) {
                client.put(space, ServiceClient.city(i, "City", "BE", i));
            }
            long before = writes(server);

            assertThat(client.stream(
                            ServiceClient.cities(space, Query.newBuilder().setAllowScan(true))))
                    .hasSizeGreaterThanOrEqualTo(ROWS);
            long writes = writes(server) - before;
            System.out.printf("AnswersTogetherIT: %d rows in %d writes%n", ROWS, writes);

            assertThat(writes).isLessThan(ROWS / 2);
            client.close();
        }
    }

    private static long writes(PackagedServer server) throws IOException {
        try (Stream<String> counts = Files.lines(Path.of("/proc/" + server.pid() + "/io"))) {
            return counts.filter(line -> line.startsWith(WRITES))
                    .mapToLong(line -> Long.parseLong(line.substring(WRITES.length())))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
