package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of capabilities names tests that are there. */
class CapabilitiesTest {
    private static final Path TABLE = Path.of("docs/capabilities.md");

    /** {@code grpc/QueryTest}, {@code grpc/QueryTest.aTest}, or {@code .aTest} of the class before. */
    private static final Pattern NAMED =
            Pattern.compile("`((?:[a-z]+/)*[A-Z][A-Za-z0-9]+)?(?:\\.([a-z][A-Za-z0-9]+))?`");

    private static final Pattern TEST = Pattern.compile("(?:Test|IT|Stress)$");

    @Test
    void everyRowNamesATestThatIsThere() throws IOException {
        List<String> rows = Files.readAllLines(TABLE).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| feature") && !line.startsWith("| it had"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(60);
        List<String> wrong = new ArrayList<>();
        for (String row : rows) {
            if (named(row, wrong) == 0) {
                wrong.add("no test in: " + row);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static int named(String row, List<String> wrong) {
        String last = row.substring(row.lastIndexOf(" | ") + 1);
        String className = "";
        int count = 0;
        Matcher named = NAMED.matcher(last);
        while (named.find()) {
            MatchResult test = named.toMatchResult();
            className = test.group(1) == null ? className : test.group(1);
            if ((test.group(1) == null && test.group(2) == null)
                    || !TEST.matcher(className).find()) {
                continue;
            }
            count++;
            if (!isThere(className, test.group(2))) {
                wrong.add(test.group());
            }
        }
        return count;
    }

    private static boolean isThere(String className, String method) {
        try {
            Method[] methods = Class.forName("io.recordstore." + className.replace('/', '.'), false, loader())
                    .getDeclaredMethods();
            return method == null
                    || Arrays.stream(methods).anyMatch(each -> each.getName().equals(method));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static ClassLoader loader() {
        return CapabilitiesTest.class.getClassLoader();
    }
}
