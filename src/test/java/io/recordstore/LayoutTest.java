package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keys that {@code LAYOUT.md} draws: what is of different packages does not lie under the same number. */
class LayoutTest {
    /** A row of keys of the system or of a tenant: its first number there, and the package that writes it. */
    private static final Pattern OF_SYSTEM = Pattern.compile("\\| `root \\(0, (\\d+)[,)].*\\| `([a-z]+)\\.\\w+` \\|");

    private static final Pattern OF_TENANT = Pattern.compile("\\| `\\((\\d+)[,)].*\\| `([a-z]+)\\.\\w+` \\|");

    @Test
    void eachNumberOfTheSystemAndOfATenantIsOfOnePackage() throws IOException {
        String layout = Files.readString(Path.of("LAYOUT.md"));
        assertThat(packages(section(layout, "## System"), OF_SYSTEM))
                .hasSizeGreaterThan(5)
                .allSatisfy((number, names) -> assertThat(names).hasSize(1));
        assertThat(packages(section(layout, "## A tenant"), OF_TENANT))
                .hasSizeGreaterThan(3)
                .allSatisfy((number, names) -> assertThat(names).hasSize(1));
    }

    private static String section(String layout, String heading) {
        int begin = layout.indexOf(heading);
        return layout.substring(begin, layout.indexOf("\n## ", begin + 1));
    }

    private static Map<String, Set<String>> packages(String section, Pattern row) {
        Map<String, Set<String>> packages = new TreeMap<>();
        Matcher rows = row.matcher(section);
        while (rows.find()) {
            packages.computeIfAbsent(rows.group(1), number -> new TreeSet<>()).add(rows.group(2));
        }
        return packages;
    }
}
