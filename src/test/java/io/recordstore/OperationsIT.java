package io.recordstore;

import static io.recordstore.grpc.ServiceClient.index;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.ops.Scrape;
import io.recordstore.v1.Query;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server in the hands of an operator, as {@code docs/operations.md} says. */
@DisabledIfEnvironmentVariable(
        named = TestEngine.CLUSTER_FILE_VARIABLE,
        matches = ".+",
        disabledReason = "a cluster is backed up by FoundationDB's own agents")
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

    /** The steps of docs/security.md, and the drill of a key that is lost. */
    @Test
    void theKeyEncryptionKeyIsChangedWhileItServesAndBackupsFromBeforeNeedTheOldOne() throws Exception {
        Path keys = Files.createDirectory(directory.resolve("keys"));
        Path backups = Files.createDirectory(directory.resolve("backups"));
        Files.writeString(keys.resolve("2026-01"), newKey());
        String space;
        try (PackagedServer server = PackagedServer.start(
                        directory,
                        ROOT_KEY,
                        inDirectory(keys),
                        "recordstore.encryption.reload=1s",
                        "recordstore.operations.look-every=200ms",
                        "recordstore.backup.directory=" + backups,
                        "recordstore.backup.every=0s");
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            space = client.createCities();
            client.put(space, ServiceClient.city(1, "Ghent", "BE", 231_493));
            Files.createFile(backups.resolve("now"));
            awaitNothing(backups.resolve("now"));

            Files.writeString(keys.resolve("2026-07"), newKey());
            Files.writeString(keys.resolve("active"), "2026-01\n");
            server.awaitOutput("key-encryption keys in force: [2026-01, 2026-07], of which '2026-01' wraps");
            Files.writeString(keys.resolve("active"), "2026-07\n");
            server.awaitOutput(
                    "key-encryption key '2026-07' wraps the data keys of 1 RecordSpaces, 1 of them from now on");
            assertThat(server.output()).contains("no other key is needed");
            URI metrics = URI.create("http://localhost:" + server.port() + "/q/metrics");
            assertThat(Scrape.of(metrics).text())
                    .contains(
                            "recordstore_encryption_wrapped_record_spaces{key=\"2026-01\"} 0.0",
                            "recordstore_encryption_wrapped_record_spaces{key=\"2026-07\"} 1.0");
            assertThat(names(client, space)).containsExactly("Ghent");
        }
        Path oldKey = Files.move(keys.resolve("2026-01"), directory.resolve("2026-01"));

        try (PackagedServer server = PackagedServer.start(directory, ROOT_KEY, inDirectory(keys));
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            assertThat(names(client, space)).containsExactly("Ghent");
        }
        try (PackagedServer server = PackagedServer.start(
                        Files.createDirectory(directory.resolve("restored")),
                        ROOT_KEY,
                        inDirectory(keys),
                        "recordstore.encryption.reload=1s",
                        "recordstore.fdb.embedded.restore-from=" + only(backups));
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            assertThatThrownBy(() -> names(client, space)).hasMessageContaining("'2026-01', which is not configured");

            Files.move(oldKey, keys.resolve("2026-01"));
            server.awaitOutput("key-encryption keys in force: [2026-01, 2026-07], of which '2026-07' wraps");
            assertThat(names(client, space)).containsExactly("Ghent");
        }
    }

    private static String inDirectory(Path keys) {
        return "recordstore.encryption.key-directory=" + keys;
    }

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key) + "\n";
    }

    private static List<String> names(ServiceClient client, String space) {
        return client.names(space, Query.newBuilder().setAllowScan(true));
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
