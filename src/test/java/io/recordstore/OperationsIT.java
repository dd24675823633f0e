package io.recordstore;

import static io.recordstore.grpc.ServiceClient.index;
import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.Query;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server in the hands of an operator, as {@code docs/operations.md} says. */
class OperationsIT {
    private static final String ROOT_KEY = "recordstore.tokens.root-public-keys.1=" + TestTokens.MINTER.publicKey();
    private static final String KEY = "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=";

    @TempDir
    Path directory;

    @Test
    void aBackupThatIsAskedForIsRestoredToAnEmptyDirectory() throws Exception {
        Path backups = Files.createDirectory(directory.resolve("backups"));
        String space;
        String log;
        try (PackagedServer server = PackagedServer.start(
                        directory,
                        ROOT_KEY,
                        KEY,
                        "recordstore.backup.directory=" + backups,
                        "recordstore.backup.every=0s");
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            space = client.createCities(index("City", "name"));
            client.put(space, ServiceClient.city(1, "Ghent", "BE", 231_493));
            Files.createFile(backups.resolve("now"));
            awaitNothing(backups.resolve("now"));
            client.put(space, ServiceClient.city(2, "Lille", "FR", 234_475));
            log = server.output();
        }
        assertThat(log.lines().filter(line -> line.startsWith("{")).map(JsonObject::new))
                .isNotEmpty()
                .allMatch(line -> line.containsKey("loggerName") && line.containsKey("message"));

        try (PackagedServer server = PackagedServer.start(
                        Files.createDirectory(directory.resolve("elsewhere")),
                        ROOT_KEY,
                        KEY,
                        "recordstore.fdb.embedded.restore-from=" + only(backups));
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            assertThat(client.names(space, Query.newBuilder().setAllowScan(true)))
                    .containsExactly("Ghent");
            client.put(space, ServiceClient.city(3, "Aalst", "BE", 86_445));
            assertThat(server.output()).contains("restored the backup");
        }
    }

    private static Path only(Path backups) throws IOException {
        try (Stream<Path> entries = Files.list(backups)) {
            List<Path> all = entries.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private static void awaitNothing(Path file) {
        for (int attempt = 0; attempt < 600; attempt++) {
            if (!Files.exists(file)) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("no backup was made");
    }
}
