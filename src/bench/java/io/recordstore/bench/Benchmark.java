package io.recordstore.bench;

import io.recordstore.bench.report.Report;
import io.recordstore.bench.report.Results;
import io.recordstore.bench.scenario.Lab;
import io.recordstore.bench.scenario.Scenario;
import io.recordstore.bench.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Runs scenarios in rounds and writes reports after each, so that a run that is cut short has something to show. */
public final class Benchmark {
    private final Settings settings;
    private final List<Scenario> scenarios;
    private final Results results = new Results();
    private final Map<String, String> failed = new LinkedHashMap<>();
    private final Instant begun = Instant.now();

    private Benchmark(Settings settings) {
        this.settings = settings;
        this.scenarios = Scenarios.all(settings.cities(), settings.spaces()).stream()
                .filter(scenario -> settings.includes(scenario.name()))
                .toList();
    }

    public static void main(String[] options) throws Exception {
        try {
            new Benchmark(Settings.of(options)).run();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Settings.USAGE);
            System.exit(2);
        }
    }

    private void run() throws Exception {
        requireCities();
        try (Lab lab = new Lab(
                settings.directory(),
                settings.records(),
                settings.spaces(),
                settings.duration(),
                settings.javaOptions())) {
            warmUp(lab);
            runRounds(lab, scenario -> !scenario.stopsServers());
            runRounds(lab, Scenario::stopsServers);
        }
        if (settings.document().isPresent()) {
            report(settings.rounds()).writeInto(settings.document().get());
        }
        say("%s", settings.output().resolve("report.md"));
        if (!failed.isEmpty()) {
            System.exit(1);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    /** A scenario that fails is left out from there on; the others are still measured. */
    private void unlessItFails(Scenario scenario, Step step) {
        if (failed.containsKey(scenario.name())) {
            return;
        }
        try {
            step.run();
        } catch (Exception failure) {
            say("%s FAILED", scenario.name());
            failure.printStackTrace(System.out);
            failed.put(scenario.name(), failure.toString());
        }
    }

    private void runRounds(Lab lab, Predicate<Scenario> some) throws Exception {
        List<Scenario> these = scenarios.stream().filter(some).toList();
        for (int round = 0; round < settings.rounds(); round++) {
            for (Scenario scenario : these) {
                say("%s, round %d of %d", scenario.name(), round + 1, settings.rounds());
                int current = round;
                unlessItFails(scenario, () -> scenario.run(current, lab, results));
            }
            report(round + 1).write(settings.output());
        }
    }

    /** Not after half an hour. */
    private void requireCities() {
        if (settings.includes("S9") && !Files.isReadable(settings.cities())) {
            throw new IllegalArgumentException("there is no " + settings.cities() + ": --cities FILE, or --scenarios");
        }
    }

    private void warmUp(Lab lab) throws Exception {
        for (Scenario scenario : scenarios) {
            say("%s, warm-up", scenario.name());
            unlessItFails(scenario, () -> scenario.warmUp(lab));
        }
    }

    private void say(String format, Object... values) {
        long seconds = Duration.between(begun, Instant.now()).toSeconds();
        System.out.printf("%3d:%02d %s%n", seconds / 60, seconds % 60, String.format(format, values));
    }

    private Report report(int rounds) throws IOException {
        return new Report(
                results,
                Scenarios.OURS,
                header(rounds),
                scenarios.stream().flatMap(scenario -> scenario.aims().stream()).toList());
    }

    private Map<String, String> header(int rounds) throws IOException {
        Map<String, String> header = new LinkedHashMap<>();
        header.put("begun", begun.truncatedTo(ChronoUnit.SECONDS).toString());
        header.put("rounds", Integer.toString(rounds));
        header.put("seconds of each load", Double.toString(settings.seconds()));
        header.put("records", Long.toString(settings.records()));
        header.put("RecordSpaces of the server with many", Integer.toString(settings.spaces()));
        header.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        header.put("processor", firstOf("/proc/cpuinfo", "model name"));
        header.put("memory", firstOf("/proc/meminfo", "MemTotal"));
        header.put("kernel", System.getProperty("os.version"));
        header.put("Java", System.getProperty("java.vm.version"));
        header.put(
                "load average at the end",
                Files.readString(Path.of("/proc/loadavg")).strip());
        header.put(
                "minutes", Long.toString(Duration.between(begun, Instant.now()).toMinutes()));
        header.put("store", Files.getFileStore(settings.directory()).type());
        failed.forEach((scenario, failure) -> header.put(scenario + " failed", failure));
        return header;
    }

    private static String firstOf(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
