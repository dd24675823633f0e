package io.recordstore.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A scenario's throughput, or where it has none its seconds or processor time, as horizontal bars with the spread of the rounds. */
record Chart(Results results, String scenario) {
    private static final int WIDTH = 900;
    private static final int LABELS = 420;
    private static final int BAR = 18;
    private static final int LINE = 26;
    private static final int TOP = 40;
    private static final int NUMBERS = 90;

    String svg() {
        Metric metric = Stream.of(Metric.THROUGHPUT, Metric.SECONDS, Metric.CPU)
                .filter(shown -> !points(shown).isEmpty())
                .findFirst()
                .orElseThrow();
        List<Point> points = points(metric);
        double greatest = points.stream()
                .flatMap(point -> results.figures().get(point).stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        StringBuilder svg = new StringBuilder(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH, TOP + LINE * points.size() + LINE));
        svg.append(text(10, 24, scenario + ": " + metric.unit()));
        for (int i = 0; i < points.size(); i++) {
            svg.append(bar(points.get(i), TOP + i * LINE, (WIDTH - LABELS - NUMBERS) / greatest));
        }
        return svg.append("</svg>\n").toString();
    }

    private List<Point> points(Metric metric) {
        return results.figures().keySet().stream()
                .filter(point -> point.scenario().equals(scenario) && point.metric() == metric)
                .toList();
    }

    private String bar(Point point, int y, double scale) {
        double[] sorted = results.figures().get(point).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double median = Ratio.median(sorted);
        double greatest = sorted[sorted.length - 1];
        String colour = point.peer().equals("record-store") ? "#1f5fbf" : "#9aa5b1";
        return text(10, y + BAR - 4, point.load() + ", " + point.peer())
                + String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                        LABELS,
                        y,
                        median * scale,
                        BAR,
                        colour)
                + String.format(
                        Locale.ROOT,
                        "<path d=\"M%.1f %d H%.1f\" stroke=\"black\"/>%n",
                        LABELS + sorted[0] * scale,
                        y + BAR / 2,
                        LABELS + greatest * scale)
                + text((int) (LABELS + greatest * scale) + 6, y + BAR - 4, Report.number(median));
    }

    private static String text(int x, int y, String text) {
        return String.format(
                "<text x=\"%d\" y=\"%d\">%s</text>%n",
                x, y, text.replace("&", "&amp;").replace("<", "&lt;"));
    }
}
