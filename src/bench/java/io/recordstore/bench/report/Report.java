package io.recordstore.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes {@code report.md}, {@code report.json} and a chart for each scenario.
 *
 * @param ours the name of the peer that the others are compared with
 * @param header what the run was: machine, versions, rounds; names and values
 */
public record Report(Results results, String ours, Map<String, String> header, List<Aim> aims) {

    private static final String BEGIN = "<!-- the last run -->";
    private static final String END = "<!-- end of the last run -->";

    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("report.md"), markdown());
        Files.writeString(directory.resolve("report.json"), json());
        for (String scenario : scenarios()) {
            Files.writeString(directory.resolve(scenario + ".svg"), new Chart(results, scenario).svg());
        }
    }

    /** Puts the table of aims where a page has the last run. */
    public void writeInto(Path page) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(page + " has no " + BEGIN + " with an " + END + " behind it");
        }
        Files.writeString(page, text.substring(0, begin + BEGIN.length()) + "\n" + summary() + text.substring(end));
    }

    private Set<String> scenarios() {
        return results.figures().keySet().stream()
                .map(Point::scenario)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What the run was, and what came of each aim. */
    private String summary() {
        StringBuilder text = new StringBuilder();
        header.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append("\n| scenario | aim | measured | verdict |\n|---|---|---|---|\n");
        for (Aim aim : aims) {
            text.append(row(aim.cells(results).toArray(String[]::new)));
        }
        return text.toString();
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# A run of the benchmark\n\n").append(summary());
        for (String scenario : scenarios()) {
            text.append("\n## ")
                    .append(scenario)
                    .append("\n\n![")
                    .append(scenario)
                    .append("](");
            text.append(scenario).append(".svg)\n\n");
            text.append("| load | figure | peer | median | rounds | ours / theirs |\n|---|---|---|---|---|---|\n");
            results.figures().keySet().stream()
                    .filter(point -> point.scenario().equals(scenario))
                    .forEach(point -> text.append(row(point)));
        }
        return text.toString();
    }

    private String row(Point point) {
        double[] sorted = sorted(point);
        Ratio ratio = point.peer().equals(ours) ? null : results.ratio(point.of(ours), point.peer());
        return row(
                point.load(),
                point.metric().unit(),
                point.peer(),
                number(Ratio.median(sorted)),
                number(sorted[0]) + " to " + number(sorted[sorted.length - 1]),
                ratio == null ? "" : ratio.toString());
    }

    private double[] sorted(Point point) {
        return results.figures().get(point).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    String json() {
        String head = header.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
                .collect(Collectors.joining(","));
        String figures = results.figures().entrySet().stream()
                .map(entry -> figure(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(",\n"));
        return "{\"run\":{" + head + "},\n\"figures\":[\n" + figures + "\n]}\n";
    }

    private static String figure(Point point, List<Double> rounds) {
        return "{\"scenario\":" + quoted(point.scenario()) + ",\"load\":" + quoted(point.load()) + ",\"peer\":"
                + quoted(point.peer()) + ",\"figure\":" + quoted(point.metric().unit()) + ",\"rounds\":" + rounds + "}";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + '"';
    }
}
