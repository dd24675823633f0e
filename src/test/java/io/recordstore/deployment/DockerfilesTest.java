package io.recordstore.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recordstore.auth.TokenConfig;
import io.recordstore.crypto.EncryptionConfig;
import io.recordstore.fdb.FdbConfig;
import io.recordstore.health.StopConfig;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What images are made of, read without making them. */
class DockerfilesTest {
    private static final Path FOLDER = Path.of("src/main/docker");
    private static final Path COMPOSE = Path.of("deployment/compose.yaml");
    private static final Pattern CLIENT = Pattern.compile("<fdb-java\\.version>([\\d.]+)<");

    /** Of the Compose Specification, what is used here. */
    private static final Set<String> SERVICE_FIELDS = Set.of(
            "image",
            "build",
            "restart",
            "depends_on",
            "ports",
            "environment",
            "volumes",
            "read_only",
            "tmpfs",
            "user",
            "stop_grace_period",
            "networks");

    /** The version of fdb-java. */
    static String clientVersion() {
        Matcher version = CLIENT.matcher(read(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The arguments of each instruction of a kind. */
    private static List<String> instructions(String file, String kind) {
        return read(FOLDER.resolve(file))
                .replace("\\\n", " ")
                .lines()
                .filter(line -> line.startsWith(kind + " "))
                .map(line -> line.substring(kind.length()).strip())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void everyBaseHasAVersion(String file) {
        assertThat(instructions(file, "FROM"))
                .isNotEmpty()
                .allSatisfy(base -> assertThat(base.split(" ")[0]).contains(":").doesNotContain("latest"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void theClientLibraryIsOfTheVersionThatItsBindingIsFor(String file) {
        assertThat(instructions(file, "FROM"))
                .contains("foundationdb/foundationdb:" + clientVersion() + " AS foundationdb");
    }

    /** Where the loaders of Ubuntu and of UBI look. */
    @ParameterizedTest
    @CsvSource({"Dockerfile.jvm, /usr/lib/libfdb_c.so", "Dockerfile.native, /usr/lib64/libfdb_c.so"})
    void theClientLibraryIsWhereTheLoaderLooks(String file, String place) {
        assertThat(instructions(file, "COPY")).contains("--from=foundationdb /usr/lib/libfdb_c.so " + place);
    }

    /** Of distroless images those for C++ lack zlib, and the others the C++ library. */
    @Test
    void theNativeBinaryRunsWhereZlibAndTheLibraryOfCppAre() {
        List<String> bases = instructions("Dockerfile.native", "FROM");

        assertThat(bases.get(bases.size() - 1)).contains("quarkus-micro-image:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void whatIsStartedWasCopiedAndServes(String file) {
        String program = instructions(file, "ENTRYPOINT").get(0).replaceAll("[\\[\\]\"]", "");

        assertThat(instructions(file, "COPY")).anyMatch(copy -> copy.endsWith(" " + program));
        assertThat(instructions(file, "CMD")).containsExactly("[\"serve\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void itRunsAsTheUserAndAtThePortOfTheManifests(String file) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            properties.load(reader);
        }

        assertThat(instructions(file, "USER")).containsExactly("10001");
        assertThat(instructions(file, "EXPOSE")).containsExactly(properties.getProperty("quarkus.http.port"));
        assertThat(instructions(file, "VOLUME")).containsExactly("/data");
        assertThat(instructions(file, "ENV"))
                .anyMatch(env -> env.contains("RECORDSTORE_FDB_EMBEDDED_DIRECTORY=/data/store"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void whatIsCopiedIsNotKeptOutOfTheBuild(String file) {
        List<String> kept = read(Path.of(".dockerignore"))
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();

        assertThat(instructions(file, "COPY").stream()
                        .filter(copy -> !copy.contains("--from="))
                        .map(copy -> copy.replaceFirst("--chown=\\S+ ", "")
                                .split(" ")[0]
                                .replaceFirst("/$", "")))
                .isNotEmpty()
                .isSubsetOf(kept);
    }

    @Test
    void theArchiveOfClassesIsWrittenWithAndReadForTheSamePath() {
        assertThat(instructions("Dockerfile.jvm", "RUN").get(0))
                .contains("-XX:ArchiveClassesAtExit=/app/record-store.jsa", "-jar /app/quarkus-app/quarkus-run.jar");
        assertThat(instructions("Dockerfile.jvm", "ENV").get(0))
                .contains("-XX:SharedArchiveFile=/app/record-store.jsa");
        assertThat(read(Path.of("bin/record-store"))).contains("$home/quarkus-app/quarkus-run.jar");
    }

    @Test
    void composeHasNoFieldThatThereIsNotAndNamesNothingThatIsNotThere() {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        Map<String, Object> file = new Yaml(new SafeConstructor(strict)).load(read(COMPOSE));
        Map<String, Map<String, Object>> services = fields(file.get("services"));

        assertThat(file.keySet()).containsExactlyInAnyOrder("name", "x-fdb", "services", "networks", "volumes");
        services.forEach((name, service) -> {
            assertThat(service.keySet()).as(name).isSubsetOf(SERVICE_FIELDS);
            assertThat((List<?>) service.getOrDefault("depends_on", List.of()))
                    .as(name)
                    .allMatch(services::containsKey);
            assertThat((List<?>) service.getOrDefault("volumes", List.of()))
                    .as(name)
                    .map(volume -> volume.toString().split(":")[0])
                    .allMatch(volume -> volume.startsWith(".")
                            || fields(file.get("volumes")).containsKey(volume));
        });
        assertThat(read(Path.of("deployment/README.md")))
                .contains("exec fdb-1 fdbcli --exec 'configure new double ssd'");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> fields(Object node) {
        return (Map<String, Map<String, Object>>) node;
    }

    /** Native libraries are unpacked there, and Docker mounts a tmpfs with noexec unless it is told otherwise. */
    @Test
    void librariesCanBeLoadedFromTheTemporaryFolder() {
        assertThat(Manifests.read(COMPOSE, JsonNode.class)
                        .at("/services/record-store/tmpfs/0")
                        .asText())
                .isEqualTo("/tmp:exec");
        assertThat(read(Path.of("deployment/README.md"))).contains("--tmpfs /tmp:exec");
    }

    @Test
    void composeGivesAStopTheTimeThatItTakes() {
        StopConfig stop = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(StopConfig.class)
                .build()
                .getConfigMapping(StopConfig.class);
        String grace = Manifests.read(COMPOSE, JsonNode.class)
                .at("/services/record-store/stop_grace_period")
                .asText();

        assertThat(Duration.parse("PT" + grace))
                .isGreaterThanOrEqualTo(stop.delay().plus(stop.grace()).plusSeconds(10));
    }

    @Test
    void composeBringsUpThreeProcessesOfOneClusterAndTheServiceOnIt() {
        JsonNode services = Manifests.read(COMPOSE, JsonNode.class).get("services");

        assertThat(services.fieldNames()).toIterable().containsExactly("fdb-1", "fdb-2", "fdb-3", "record-store");
        JsonNode service = services.get("record-store");
        assertThat(service.at("/read_only").asBoolean()).isTrue();
        assertThat(service.at("/user").asText()).isEqualTo("10001");
        assertThat(service.at("/build/dockerfile").asText()).isEqualTo("src/main/docker/Dockerfile.jvm");
        assertThat(service.at("/image").asText()).contains(":").doesNotEndWith(":latest");
        assertThat(service.at("/ports")).map(JsonNode::asText).containsExactly("8080:8080");
        assertThat(instructions("Dockerfile.jvm", "EXPOSE")).containsExactly("8080");
    }

    /** The image makes a cluster file of its own where it is told a coordinator, and clients of another one wait for ever. */
    @Test
    void processesOfTheClusterAndTheServiceHaveTheSameClusterFile() {
        JsonNode compose = Manifests.read(COMPOSE, JsonNode.class);
        String cluster =
                compose.at("/x-fdb/environment/FDB_CLUSTER_FILE_CONTENTS").asText();

        assertThat(compose.at("/x-fdb/image").asText()).isEqualTo("foundationdb/foundationdb:" + clientVersion());
        assertThat(compose.at("/x-fdb/environment/FDB_NETWORKING_MODE").asText())
                .isEqualTo("container");
        assertThat(compose.at("/x-fdb/environment").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("FDB_NETWORKING_MODE", "FDB_CLUSTER_FILE_CONTENTS");
        assertThat(cluster)
                .endsWith("@"
                        + compose.at("/services/fdb-1/networks/default/ipv4_address")
                                .asText() + ":4500");
        assertThat(config(compose).getConfigMapping(FdbConfig.class).cluster().contents())
                .contains(cluster);
    }

    @Test
    void eachProcessOfTheClusterHasItsOwnAddressInTheNetworkAndItsOwnVolume() {
        JsonNode compose = Manifests.read(COMPOSE, JsonNode.class);
        String subnet = compose.at("/networks/default/ipam/config/0/subnet").asText();
        Set<String> addresses = new TreeSet<>();
        for (String process : List.of("fdb-1", "fdb-2", "fdb-3")) {
            JsonNode service = compose.get("services").get(process);
            addresses.add(service.at("/networks/default/ipv4_address").asText());
            assertThat(service.at("/volumes"))
                    .as("where the image keeps data")
                    .map(JsonNode::asText)
                    .containsExactly(process + ":/var/fdb/data");
        }

        assertThat(subnet).endsWith(".0/24");
        assertThat(addresses).hasSize(3).allMatch(address -> address.startsWith(subnet.replace("0/24", "")));
    }

    /** The keys that the guide has an operator make, and of these not the private one. */
    @Test
    void composeMountsTheKeysWhereTheServerLooksForThem() {
        JsonNode compose = Manifests.read(COMPOSE, JsonNode.class);
        SmallRyeConfig config = config(compose);

        assertThat(config.getConfigMapping(TokenConfig.class).rootPublicKeysPath())
                .contains("/keys/public");
        assertThat(config.getConfigMapping(EncryptionConfig.class).keyDirectory())
                .contains(Path.of("/keys/encryption"));
        assertThat(compose.at("/services/record-store/volumes"))
                .map(JsonNode::asText)
                .containsExactly("../keys/public:/keys/public:ro", "../keys/encryption:/keys/encryption:ro");
        assertThat(read(Path.of("deployment/README.md")))
                .contains("mkdir keys/encryption", "`keys/public` then has")
                .contains("-v \"$PWD/keys/public:/keys/public:ro\" -v \"$PWD/keys/encryption:/keys/encryption:ro\"")
                .contains(
                        "RECORDSTORE_TOKENS_ROOT_PUBLIC_KEYS_PATH=/keys/public",
                        "RECORDSTORE_ENCRYPTION_KEY_DIRECTORY=/keys/encryption");
    }

    /** What the service reads of its environment. */
    private static SmallRyeConfig config(JsonNode compose) {
        Map<String, String> environment = new HashMap<>();
        compose.at("/services/record-store/environment")
                .properties()
                .forEach(variable ->
                        environment.put(variable.getKey(), variable.getValue().asText()));
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new EnvConfigSource(environment, 300))
                .withMapping(FdbConfig.class)
                .withMapping(TokenConfig.class)
                .withMapping(EncryptionConfig.class)
                .build();
    }
}
