package io.recordstore.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a run is told to do.
 *
 * @param rounds in which all peers take their turns
 * @param seconds of each load
 * @param scenarios the names of those to run; all when empty
 * @param records that each peer has
 * @param cities a file of cities for S9
 * @param directory where the peers store: on the disk that is to be measured
 * @param output where the reports go
 */
record Settings(
        int rounds, double seconds, Set<String> scenarios, long records, Path cities, Path directory, Path output) {

    static final String USAGE =
            """
            --rounds N          rounds in which the peers take turns; 5
            --seconds N         of each load; 10
            --scenarios S1,S2   which; all of S1 to S6, S8 and S9
            --records N         that each peer has, more than 10,000; 1000000
            --cities FILE       cities as JSON, a line each, gzip; data/cities.ndjson.gz
            --directory DIR     where peers store, on the disk to measure; target
            --output DIR        for the reports; bench/results
            """;

    private static final Settings DEFAULT = new Settings(
            5,
            10,
            Set.of(),
            1_000_000,
            Path.of("data/cities.ndjson.gz"),
            Path.of("target").toAbsolutePath(),
            Path.of("bench/results"));

    /** @throws IllegalArgumentException when an option is not known, or its value is none */
    static Settings of(String... options) {
        Settings settings = DEFAULT;
        for (int i = 0; i < options.length; i += 2) {
            if (i + 1 == options.length) {
                throw new IllegalArgumentException(options[i] + " has no value");
            }
            settings = settings.with(options[i], options[i + 1]);
        }
        return settings;
    }

    private Settings with(String option, String value) {
        return switch (option) {
            case "--rounds" ->
                new Settings(Integer.parseInt(value), seconds, scenarios, records, cities, directory, output);
            case "--seconds" ->
                new Settings(rounds, Double.parseDouble(value), scenarios, records, cities, directory, output);
            case "--scenarios" ->
                new Settings(
                        rounds,
                        seconds,
                        new TreeSet<>(Arrays.asList(value.split(","))),
                        records,
                        cities,
                        directory,
                        output);
            case "--records" ->
                new Settings(rounds, seconds, scenarios, Long.parseLong(value), cities, directory, output);
            case "--cities" -> new Settings(rounds, seconds, scenarios, records, Path.of(value), directory, output);
            case "--directory" ->
                new Settings(
                        rounds,
                        seconds,
                        scenarios,
                        records,
                        cities,
                        Path.of(value).toAbsolutePath(),
                        output);
            case "--output" -> new Settings(rounds, seconds, scenarios, records, cities, directory, Path.of(value));
            default -> throw new IllegalArgumentException(option + " is not an option");
        };
    }

    boolean includes(String scenario) {
        return scenarios.isEmpty() || scenarios.contains(scenario);
    }

    Duration duration() {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
