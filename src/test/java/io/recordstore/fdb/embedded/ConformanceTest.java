package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Replays what a real FoundationDB answered. {@code -Dconformance.dir=} names a directory of other programs than the
 * slice that is kept with the tests.
 */
class ConformanceTest {
    private static final Path DIRECTORY =
            Path.of(System.getProperty("conformance.dir", "src/test/resources/conformance"));

    @Test
    void answersEveryProgramAsFoundationDbDid() throws IOException {
        List<String> differences = new ArrayList<>();
        int programs = 0;
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".ndjson.gz"))
                    .sorted()
                    .toList()) {
                programs += replay(file, differences);
            }
        }
        assertThat(differences)
                .as("programs that were answered otherwise, of %d", programs)
                .isEmpty();
        assertThat(programs).isPositive();
    }

    private static int replay(Path file, List<String> differences) {
        int programs = 0;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try (EmbeddedDatabase database = EmbeddedDatabase.inMemory()) {
                    JsonObject program = JsonParser.parseString(line).getAsJsonObject();
                    new ConformanceProgram(program, database).firstDifference().ifPresent(differences::add);
                }
                programs++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return programs;
    }
}
