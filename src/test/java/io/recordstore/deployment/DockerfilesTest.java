package io.recordstore.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What images are made of, read without making them. */
class DockerfilesTest {
    private static final Path FOLDER = Path.of("src/main/docker");
    private static final Path COMPOSE = Path.of("deployment/compose.yaml");
    private static final Pattern CLIENT = Pattern.compile("<fdb-java\\.version>([\\d.]+)<");

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
