package io.recordstore.bench;

import io.recordstore.bench.report.Report;
import io.recordstore.bench.report.Results;
import io.recordstore.bench.scenario.Lab;
import io.recordstore.bench.scenario.Scenario;
import io.recordstore.bench.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs scenarios in rounds and writes reports after each, so that a run that is cut short has something to show. */
public final class Benchmark {
    private final Settings settings;
    private final List<Scenario> scenarios;
    private final Results results = new Results();
    private final String began = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();

    private Benchmark(Settings settings) {
        this.settings = settings;
        this.scenarios = Scenarios.all(settings.cities()).stream()
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
        try (Lab lab = new Lab(settings.directory(), settings.records(), settings.duration())) {
            for (int round = 0; round < settings.rounds(); round++) {
                for (Scenario scenario : scenarios) {
                    System.out.printf("%s, round %d of %d%n", scenario.name(), round + 1, settings.rounds());
                    scenario.run(round, lab, results);
                }
                report(round + 1).write(settings.output());
            }
        }
        System.out.println(settings.output().resolve("report.md"));
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
        header.put("begun", began);
        header.put("rounds", Integer.toString(rounds));
        header.put("seconds of each load", Double.toString(settings.seconds()));
        header.put("records", Long.toString(settings.records()));
        header.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        header.put("processor", firstOf("/proc/cpuinfo", "model name"));
        header.put("memory", firstOf("/proc/meminfo", "MemTotal"));
        header.put("kernel", System.getProperty("os.version"));
        header.put("Java", System.getProperty("java.vm.version"));
        header.put(
                "load average at the end",
                Files.readString(Path.of("/proc/loadavg")).strip());
        header.put("store", Files.getFileStore(settings.directory()).type());
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
