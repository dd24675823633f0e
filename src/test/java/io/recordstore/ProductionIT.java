package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.Reflection;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.InspectRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.RevokeRequest;
import io.recordstore.v1.SortKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server as an operator runs it: {@code java -jar quarkus-run.jar}. */
class ProductionIT {
    private static final String ROOT_KEY = "recordstore.tokens.root-public-keys.1="
            + "3d0b85039b54fdeea2d88c275a3f174afe128a80ad366f6b8436637682e47d6b";

    private static final String REFLECTION = "quarkus.grpc.server.enable-reflection-service=true";

    @TempDir
    Path directory;

    private String keyFile;

    @BeforeEach
    void makeKeyFile() throws IOException {
        Path file = directory.resolve("key");
        Files.writeString(file, "dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=\n");
        keyFile = "recordstore.encryption.key-files.\"2026-01\"=" + file;
    }

    @Test
    void whatWasAcknowledgedIsThereAfterTheServerWasKilledAndContinuationsGoOn() throws Exception {
        City city = ServiceClient.city(1, "Ghent", "BE", 231_493);
        City other = ServiceClient.city(2, "Lille", "FR", 234_475);
        Query.Builder byName = Query.newBuilder()
                .addOrderBy(SortKey.newBuilder().setPath("name"))
                .setLimit(1);
        String revoked = TestTokens.admin("acme");
        String space;
        String continuation;
        try (PackagedServer server = start(ROOT_KEY, keyFile);
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            space = client.createCities(ServiceClient.index("City", "name"));
            client.put(space, city, other);
            continuation =
                    client.stream(ServiceClient.cities(space, byName)).get(0).getContinuation();
            client.tokens().revoke(RevokeRequest.newBuilder().setToken(revoked).build());
            assertThat(Reflection.code(client.channel(), "grpc.reflection.v1")).isEqualTo(Code.UNIMPLEMENTED);
        }

        try (PackagedServer server = start(ROOT_KEY, keyFile, REFLECTION);
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            assertThat(Reflection.code(client.channel(), "grpc.reflection.v1")).isEqualTo(Code.OK);
            assertThat(client.names(
                            space,
                            Query.newBuilder()
                                    .setFilter(ServiceClient.filter(
                                            ServiceClient.field("name").setEquals(ServiceClient.text("Ghent"))))))
                    .containsExactly("Ghent");
            assertThat(client.stream(ServiceClient.cities(space, byName).setContinuation(continuation))
                            .get(0)
                            .getRecord()
                            .getProtobuf())
                    .isEqualTo(other.toByteString());
            assertThat(refusalOf(server, revoked)).isEqualTo(Code.UNAUTHENTICATED);
        }
    }

    @Test
    @DisabledIfEnvironmentVariable(
            named = TestEngine.CLUSTER_FILE_VARIABLE,
            matches = ".+",
            disabledReason = "a cluster takes any number of servers")
    void aSecondServerIsToldWhoHasTheDirectory() throws Exception {
        try (PackagedServer first = start(ROOT_KEY, keyFile);
                PackagedServer second = launch(ROOT_KEY, keyFile)) {
            assertThat(second.refusalToStart()).contains(Long.toString(first.pid()));
        }
    }

    @Test
    void itDoesNotStartWithoutARootPublicKey() throws Exception {
        try (PackagedServer server = launch(keyFile)) {
            assertThat(server.refusalToStart()).contains("recordstore.tokens.root-public-keys");
        }
    }

    @Test
    void itDoesNotStartWithARootPublicKeyThatIsNone() throws Exception {
        try (PackagedServer server = launch(keyFile, "recordstore.tokens.root-public-keys.1=c0ffee")) {
            assertThat(server.refusalToStart())
                    .contains("recordstore.tokens.root-public-keys", "key 1", "64 hexadecimal digits")
                    .doesNotContain("c0ffee");
        }
    }

    @Test
    void itDoesNotStartWithRootPublicKeysThatAreNotThere() throws Exception {
        Path absent = directory.resolve("absent");
        try (PackagedServer server = launch(keyFile, "recordstore.tokens.root-public-keys-path=" + absent)) {
            assertThat(server.refusalToStart())
                    .contains("recordstore.tokens.root-public-keys-path", absent.toString(), "cannot be read");
        }
    }

    @Test
    void itDoesNotStartWithValuesOutOfBounds() throws Exception {
        try (PackagedServer server = launch(
                ROOT_KEY, keyFile, "recordstore.store.threads=0", "recordstore.tokens.verified-tokens-time=-5m")) {
            assertThat(server.refusedProperties())
                    .containsExactlyInAnyOrder(
                            "recordstore.store.threads must be greater than or equal to 1",
                            "recordstore.tokens.verified-tokens-time must be longer than or equal to 0");
        }
    }

    @Test
    void itDoesNotStartWithoutMemoryForCallsOrWithALimitThatNoTokenKeeps() throws Exception {
        try (PackagedServer server = launch(ROOT_KEY, keyFile, "recordstore.admission.memory=0")) {
            assertThat(server.refusalToStart()).contains("recordstore.admission.memory is 0", "no less than 1");
        }
        try (PackagedServer server = launch(ROOT_KEY, keyFile, "recordstore.tokens.limits.bytes=100")) {
            assertThat(server.refusalToStart()).contains("recordstore.tokens.limits.bytes is 100", "too little");
        }
    }

    @Test
    void itDoesNotStartWithoutAKeyEncryptionKey() throws Exception {
        try (PackagedServer server = launch(ROOT_KEY)) {
            assertThat(server.refusalToStart()).contains("recordstore.encryption.key-files");
        }
    }

    @Test
    void itDoesNotStartWithAKeyThatIsNone() throws Exception {
        Path key = Files.writeString(directory.resolve("2026-01"), "nonsense");
        try (PackagedServer server = launch(ROOT_KEY, "recordstore.encryption.key-files.\"2026-01\"=" + key)) {
            assertThat(server.refusalToStart())
                    .contains("'2026-01'", "32 random bytes in base64")
                    .doesNotContain("nonsense");
        }
    }

    @Test
    @DisabledIfEnvironmentVariable(
            named = TestEngine.CLUSTER_FILE_VARIABLE,
            matches = ".+",
            disabledReason = "only the embedded engine restores a backup")
    void itDoesNotStartWithABackupBesideAnotherStore() throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("store")).resolve("CURRENT"), "nonsense");
        try (PackagedServer server =
                launch(ROOT_KEY, keyFile, "recordstore.fdb.embedded.restore-from=" + directory.resolve("backup"))) {
            assertThat(server.refusalToStart())
                    .contains(directory.resolve("backup").toString(), "recordstore.fdb.embedded.restore-from");
        }
        try (PackagedServer server = launch(ROOT_KEY, keyFile)) {
            assertThat(server.refusalToStart())
                    .contains("cannot open the database in " + directory.resolve("store"), "CURRENT");
        }
    }

    @Test
    @DisabledIfEnvironmentVariable(
            named = TestEngine.CLUSTER_FILE_VARIABLE,
            matches = ".+",
            disabledReason = "the client library is installed")
    void itSaysHowToInstallTheClientLibraryWhenAClusterIsConfiguredWithoutIt() throws Exception {
        Path clusterFile = directory.resolve("fdb.cluster");
        Files.writeString(clusterFile, "test:test@127.0.0.1:4500\n");
        try (PackagedServer server = launch(ROOT_KEY, keyFile, "recordstore.fdb.cluster.file=" + clusterFile)) {
            assertThat(server.refusalToStart()).contains("foundationdb-clients");
        }
    }

    /** Docker mounts a tmpfs so, unless it is told otherwise. */
    @Test
    @DisabledIfEnvironmentVariable(
            named = TestEngine.CLUSTER_FILE_VARIABLE,
            matches = ".+",
            disabledReason = "the embedded engine's library is not loaded on a cluster")
    void aTemporaryFolderFromWhichNoLibraryCanBeLoadedIsNamed() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Optional<SmallDisk> mounted = SmallDisk.mount(temporary, "noexec");
        Assumptions.assumeTrue(mounted.isPresent(), "unshare(1) may not make namespaces with mounts here");
        try (SmallDisk disk = mounted.get();
                PackagedServer server = PackagedServer.launchIn(
                        disk.shell(), directory, ROOT_KEY, keyFile, "java.io.tmpdir=" + temporary)) {
            assertThat(server.refusalToStart())
                    .contains("RocksDB's library cannot be loaded", temporary.toString(), "noexec");
        }
    }

    private static Code refusalOf(PackagedServer server, String token) {
        try (ServiceClient client = new ServiceClient(server.port(), token)) {
            client.tokens().inspect(InspectRequest.getDefaultInstance());
            return Code.OK;
        } catch (StatusRuntimeException refusal) {
            return refusal.getStatus().getCode();
        }
    }

    private PackagedServer start(String... configuration) throws IOException {
        return PackagedServer.start(directory, configuration);
    }

    private PackagedServer launch(String... configuration) throws IOException {
        return PackagedServer.launch(directory, configuration);
    }
}
