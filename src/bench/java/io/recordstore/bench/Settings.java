package io.recordstore.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a run is told to do.
 *
 * @param rounds in which all peers take their turns
 * @param seconds of each load
 * @param scenarios the names of those to run; all when empty
 * @param records that each peer has
 * @param spaces how many RecordSpaces a server with many has
 * @param cities a file of cities for S9
 * @param directory where the peers store: on the disk that is to be measured
 * @param output where the reports go
 * @param document a page whose table of results is replaced
 * @param javaOptions of record-store's JVM, beside those of its start script
 */
record Settings(
        int rounds,
        double seconds,
        Set<String> scenarios,
        long records,
        int spaces,
        Path cities,
        Path directory,
        Path output,
        Optional<Path> document,
        List<String> javaOptions) {

    static final String USAGE =
            """
            --rounds N          rounds in which the peers take turns; 5
            --seconds N         of each load; 10
            --scenarios S1,S2   which; all of S1 to S9, and growth
            --records N         that each peer has, more than 10,000; 1000000
            --spaces N          RecordSpaces of a server with many; 10000
            --cities FILE       cities as JSON, a line each, gzip; data/cities.ndjson.gz
            --directory DIR     where peers store, on the disk to measure; target
            --output DIR        for the reports; bench/results
            --document FILE     a page to put the table of aims into, between its two comments
            --java-options TEXT of record-store's JVM
            """;

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("--rounds", "5"),
            Map.entry("--seconds", "10"),
            Map.entry("--scenarios", ""),
            Map.entry("--records", "1000000"),
            Map.entry("--spaces", "10000"),
            Map.entry("--cities", "data/cities.ndjson.gz"),
            Map.entry("--directory", "target"),
            Map.entry("--output", "bench/results"),
            Map.entry("--document", ""),
            Map.entry("--java-options", ""));

    /** @throws IllegalArgumentException when an option is not known, or its value is none */
    static Settings of(String... options) {
        Map<String, String> given = new LinkedHashMap<>(DEFAULTS);
        for (int i = 0; i < options.length; i += 2) {
            if (!DEFAULTS.containsKey(options[i])) {
                throw new IllegalArgumentException(options[i] + " is not an option");
            }
            if (i + 1 == options.length) {
                throw new IllegalArgumentException(options[i] + " has no value");
            }
            given.put(options[i], options[i + 1]);
        }
        return of(given);
    }

    private static Settings of(Map<String, String> given) {
        return new Settings(
                Integer.parseInt(given.get("--rounds")),
                Double.parseDouble(given.get("--seconds")),
                new TreeSet<>(words(given.get("--scenarios"), ",")),
                Long.parseLong(given.get("--records")),
                Integer.parseInt(given.get("--spaces")),
                Path.of(given.get("--cities")),
                Path.of(given.get("--directory")).toAbsolutePath(),
                Path.of(given.get("--output")),
                Optional.of(given.get("--document"))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of),
                words(given.get("--java-options"), " "));
    }

    private static List<String> words(String text, String separator) {
        return Arrays.stream(text.split(separator))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    boolean includes(String scenario) {
        return scenarios.isEmpty() || scenarios.contains(scenario);
    }

    Duration duration() {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
