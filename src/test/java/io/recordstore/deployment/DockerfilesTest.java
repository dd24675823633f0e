package io.recordstore.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recordstore.health.StopConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        assertThat(instructions(file, "COPY"))
                .contains("--from=foundationdb /usr/lib/libfdb_c.so /usr/lib/libfdb_c.so");
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
        String cluster = read(COMPOSE)
                .lines()
                .filter(line -> line.contains("FDB_CLUSTER_FILE_CONTENTS"))
                .map(line -> line.split(": ")[1].strip())
                .findFirst()
                .orElseThrow();

        assertThat(read(COMPOSE)).contains("image: foundationdb/foundationdb:" + clientVersion());
        assertThat(services.fieldNames()).toIterable().containsExactly("fdb-1", "fdb-2", "fdb-3", "record-store");
        assertThat(cluster)
                .contains("@"
                        + services.at("/fdb-1/networks/default/ipv4_address").asText() + ":4500");
        JsonNode service = services.get("record-store");
        assertThat(service.at("/environment/RECORDSTORE_FDB_CLUSTER_CONTENTS").asText())
                .isEqualTo(cluster);
        assertThat(service.at("/read_only").asBoolean()).isTrue();
        assertThat(service.at("/user").asText()).isEqualTo("10001");
        assertThat(service.at("/build/dockerfile").asText()).isEqualTo("src/main/docker/Dockerfile.jvm");
    }
}
