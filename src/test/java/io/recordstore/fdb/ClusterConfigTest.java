package io.recordstore.fdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.DatabaseOptions;
import com.apple.foundationdb.NetworkOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the native client is told, by the numbers that {@code fdb.options} gives to options. */
class ClusterConfigTest {
    private static final String CLUSTER = "recordstore.fdb.cluster.";

    private final List<String> told = new ArrayList<>();

    private void tell(int option, byte[] value) {
        told.add(value == null ? "" + option : option + "=" + text(value));
    }

    private static String text(byte[] value) {
        boolean isNumber = value.length == Long.BYTES && value[Long.BYTES - 1] == 0;
        return isNumber
                ? "" + ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong()
                : new String(value, StandardCharsets.UTF_8);
    }

    @Test
    void hasADefaultForEverything() {
        ClusterConfig config = FdbConfigs.of(Map.of()).cluster();

        assertThat(config.file()).isEmpty();
        assertThat(config.contents()).isEmpty();
        assertThat(config.apiVersion()).isEqualTo(730);
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.transactions().timeout()).isEqualTo(Duration.ofSeconds(6));
        assertThat(config.transactions().maxRetryDelay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.transactions().automaticIdempotency()).isFalse();
        assertThat(config.client().temporaryDirectory()).isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
        assertThat(config.knobs()).isEmpty();
    }

    @Test
    void withoutConfigurationTheNetworkFailsRatherThanHangs() {
        NativeClient.set(new NetworkOptions(this::tell), FdbConfigs.of(Map.of()).cluster());

        assertThat(told).containsExactly("69", "91=" + System.getProperty("java.io.tmpdir"));
    }

    @Test
    void everyNetworkOptionReachesTheClientAndThePasswordComesBeforeTheKey() {
        ClusterConfig config = FdbConfigs.of(Map.ofEntries(
                        Map.entry(CLUSTER + "tls.certificate", "/tls/tls.crt"),
                        Map.entry(CLUSTER + "tls.key", "/tls/tls.key"),
                        Map.entry(CLUSTER + "tls.password", "open sesame"),
                        Map.entry(CLUSTER + "tls.ca", "/tls/ca.crt"),
                        Map.entry(CLUSTER + "tls.verify-peers", "Check.Valid=1,O=Acme"),
                        Map.entry(CLUSTER + "trace.directory", "/traces"),
                        Map.entry(CLUSTER + "trace.format", "xml"),
                        Map.entry(CLUSTER + "trace.roll-size", "1000000"),
                        Map.entry(CLUSTER + "trace.max-logs-size", "5000000"),
                        Map.entry(CLUSTER + "trace.log-group", "shop"),
                        Map.entry(CLUSTER + "client.libraries", "/fdb/libfdb_c_7.1.so,/fdb/libfdb_c_7.4.so"),
                        Map.entry(CLUSTER + "client.library-directory", "/fdb/more"),
                        Map.entry(CLUSTER + "client.disable-installed", "true"),
                        Map.entry(CLUSTER + "client.threads-per-version", "2"),
                        Map.entry(CLUSTER + "client.temporary-directory", "/scratch"),
                        Map.entry(CLUSTER + "knobs.max-batch-size", "5")))
                .cluster();

        NativeClient.set(new NetworkOptions(this::tell), config);

        assertThat(told)
                .containsExactly(
                        "69",
                        "54=open sesame",
                        "43=/tls/tls.crt",
                        "46=/tls/tls.key",
                        "53=/tls/ca.crt",
                        "47=Check.Valid=1,O=Acme",
                        "30=/traces",
                        "34=xml",
                        "33=shop",
                        "31=1000000",
                        "32=5000000",
                        "62=/fdb/libfdb_c_7.1.so",
                        "62=/fdb/libfdb_c_7.4.so",
                        "63=/fdb/more",
                        "64",
                        "65=2",
                        "91=/scratch",
                        "40=max_batch_size=5");
    }

    @Test
    void everyTransactionHasATimeout() {
        NativeClient.set(
                new DatabaseOptions(this::tell), FdbConfigs.of(Map.of()).cluster());

        assertThat(told).containsExactly("500=6000", "502=1000");
    }

    @Test
    void everyOptionOfTransactionsReachesTheClient() {
        ClusterConfig config = FdbConfigs.of(Map.of(
                        CLUSTER + "transactions.timeout", "8s",
                        CLUSTER + "transactions.retry-limit", "3",
                        CLUSTER + "transactions.max-retry-delay", "500ms",
                        CLUSTER + "transactions.size-limit", "1000000",
                        CLUSTER + "transactions.automatic-idempotency", "true",
                        CLUSTER + "datacenter-id", "dc1",
                        CLUSTER + "machine-id", "rack7"))
                .cluster();

        NativeClient.set(new DatabaseOptions(this::tell), config);

        assertThat(told).containsExactly("500=8000", "501=3", "502=500", "503=1000000", "506", "22=dc1", "21=rack7");
    }
}
