package io.recordstore.fdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.Transaction;
import io.recordstore.TestEngine;
import io.recordstore.fdb.embedded.EmbeddedDatabase;
import io.recordstore.fdb.embedded.EngineListener;
import io.recordstore.fdb.embedded.EngineOptions;
import io.recordstore.fdb.embedded.MemoryStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator reads when a cluster, or what says which, is not as it should be. */
class ClusterFaultsTest {
    private static final String GOOD = "shop:a1B2c3@10.0.0.1:4500:tls,10.0.0.2:4500:tls,[::1]:4500:tls";
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Database engine = EmbeddedDatabase.open(new MemoryStorage(), EngineOptions.defaults());

    @AfterEach
    void close() {
        engine.close();
    }

    private ClusterFile file(String... properties) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("recordstore.fdb.cluster.client.temporary-directory", directory.toString());
        for (int i = 0; i < properties.length; i += 2) {
            all.put("recordstore.fdb.cluster." + properties[i], properties[i + 1]);
        }
        return ClusterFile.of(FdbConfigs.of(all).cluster());
    }

    @Test
    void aFileThatCanBeWrittenIsTheClientsOwn() throws Exception {
        Path written = Files.writeString(directory.resolve("fdb.cluster"), "# of the shop\n\n" + GOOD + "\n");

        assertThat(file("file", written.toString()))
                .isEqualTo(new ClusterFile(written, "10.0.0.1:4500:tls,10.0.0.2:4500:tls,[::1]:4500:tls"));
    }

    @Test
    void contentsOfAVariableBecomeAFileThatNobodyElseCanRead() throws Exception {
        Path made = file("contents", GOOD + "\n").path();

        assertThat(made).hasContent(GOOD);
        assertThat(Files.getPosixFilePermissions(made)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop",
                "shop:secretId@",
                "shop:secretId@10.0.0.1",
                "shop:secretId@10.0.0.1:4500,",
                "shop:secretId@10.0.0.1:4500\nshop:secretId@10.0.0.2:4500",
                "{\"shop\": \"secretId@10.0.0.1:4500\"}"
            })
    void whatIsNotAClusterFileIsNotShownButToldApart(String contents) throws Exception {
        Path written = Files.writeString(directory.resolve("fdb.cluster"), contents);

        assertThatThrownBy(() -> file("file", written.toString()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("description:id@address:port")
                .hasMessageContaining(written.toString())
                .hasMessageNotContaining("secretId");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> file("file", "/nowhere/fdb.cluster"))
                .hasMessageContaining("/nowhere/fdb.cluster")
                .hasMessageContaining("recordstore.fdb.cluster.file");
    }

    @Test
    void twoClustersAreOneTooMany() {
        assertThatThrownBy(() -> file("file", "/etc/foundationdb/fdb.cluster", "contents", GOOD))
                .hasMessageContaining("recordstore.fdb.cluster.file")
                .hasMessageContaining("recordstore.fdb.cluster.contents");
    }

    @Test
    void noPlaceForTheClientsFileIsToldWithTheSettingThatGivesOne() {
        assertThatThrownBy(() -> file(
                        "contents",
                        GOOD,
                        "client.temporary-directory",
                        directory.resolve("none").toString()))
                .hasMessageContaining("recordstore.fdb.cluster.client.temporary-directory");
    }

    @Test
    void aMissingLibraryIsToldWithHowToInstallIt() {
        assertThat(ClusterFaults.noLibrary(new UnsatisfiedLinkError(
                        "libfdb_java.so: libfdb_c.so: cannot open shared object file: No such file or directory")))
                .hasMessageContaining("missing")
                .hasMessageContaining("foundationdb-clients")
                .hasMessageContaining("7.3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "libfdb_java.so: libfdb_c.so: file too short",
                "libfdb_java.so: libfdb_c.so: wrong ELF class: ELFCLASS32",
                "libfdb_java.so: libstdc++.so.6: cannot open shared object file: No such file or directory",
                "Could not initialize class com.apple.foundationdb.FDB"
            })
    void aLibraryThatIsNotForThisMachineIsToldWithWhatTheLoaderSays(String said) {
        assertThat(ClusterFaults.noLibrary(new UnsatisfiedLinkError(said)))
                .hasMessageContaining("foundationdb-clients")
                .hasMessageContaining(said)
                .hasMessageNotContaining("missing");
    }

    @Test
    void aLibraryThatIsTooOldIsNotCalledMissing() {
        assertThat(ClusterFaults.noLibrary(
                        new UnsatisfiedLinkError("libfdb_java.so: undefined symbol: fdb_database_get_client_status")))
                .hasMessageContaining("older than 7.3")
                .hasMessageNotContaining("missing");
    }

    @Test
    @DisabledIfEnvironmentVariable(
            named = TestEngine.CLUSTER_FILE_VARIABLE,
            matches = ".+",
            disabledReason = "this process has the native client")
    void aProcessThatUsedTheEmbeddedEngineSaysThatItCannotUseACluster() {
        FdbConfig config = FdbConfigs.of(Map.of(
                "recordstore.fdb.cluster.contents",
                GOOD,
                "recordstore.fdb.cluster.client.temporary-directory",
                directory.toString()));

        assertThatThrownBy(() -> FdbDatabases.open(config, ForkJoinPool.commonPool(), () -> true, EngineListener.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("embedded engine");
    }

    @ParameterizedTest
    @CsvSource({
        "1513, recordstore.fdb.cluster.file",
        "1515, recordstore.fdb.cluster.file",
        "2006, trace directory",
        "2007, knob",
        "2022, FDB_NETWORK_OPTION_",
        "2025, start another",
        "2104, description:id@address:port",
        "2107, recordstore.fdb.cluster.tls",
        "2123, recordstore.fdb.cluster.client",
        "2124, recordstore.fdb.cluster.client",
        "2130, tenant_mode=disabled",
        "2138, tenant_mode=disabled",
        "2203, foundationdb-clients",
        "2204, foundationdb-clients",
        "4100, An internal error occurred",
    })
    void whatSomebodyHasToChangeEndsTheStart(int code, String advice) {
        assertThatThrownBy(() -> FirstAnswer.await(failing(code), LONG))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(advice)
                .hasMessageContaining("(FoundationDB error " + code + ")");
    }

    @ParameterizedTest
    @CsvSource({
        "1031, coordinators",
        "1038, locked",
        "2100, recordstore.fdb.cluster.client.libraries",
        "2125, recordstore.fdb.cluster.client.libraries",
    })
    void whatPassesByItselfIsWaitedForAndTold(int code, String advice) {
        assertThat(FirstAnswer.await(failing(code), LONG))
                .hasValueSatisfying(fault -> assertThat(fault).contains(advice, "(FoundationDB error " + code + ")"));
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aClusterThatDoesNotAnswerIsNotWaitedForForEver() {
        assertThat(FirstAnswer.await(answering(new CompletableFuture<>()), Duration.ofMillis(50)))
                .hasValueSatisfying(fault -> assertThat(fault).contains("does not answer", "coordinators"));
    }

    @Test
    void aDatabaseThatAnswersIsFine() {
        assertThat(FirstAnswer.await(engine, LONG)).isEmpty();
    }

    /** A cluster gives read versions while it wants tenants, and refuses keys. */
    private Database failing(int code) {
        String message = code == 4100 ? "An internal error occurred" : "?";
        return answering(CompletableFuture.failedFuture(new FDBException(message, code)));
    }

    /** The engine, but for what a read of a key comes to. */
    private Database answering(CompletableFuture<byte[]> answer) {
        return wrap(Database.class, engine, answer);
    }

    private static <T> T wrap(Class<T> type, T real, CompletableFuture<byte[]> answer) {
        return type.cast(Proxy.newProxyInstance(
                ClusterFaultsTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("get")) {
                        return answer;
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof Transaction transaction
                                ? wrap(Transaction.class, transaction, answer)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
