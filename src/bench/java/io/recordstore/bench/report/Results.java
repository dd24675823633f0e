package io.recordstore.bench.report;

import io.recordstore.bench.load.Latencies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every figure of every round, in the order in which they came. */
public final class Results {
    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double P999 = 99.9;

    private final Map<Point, List<Double>> figures = new LinkedHashMap<>();

    /** Adds the figure of one more round. */
    public void add(Point point, double figure) {
        figures.computeIfAbsent(point, added -> new ArrayList<>()).add(figure);
    }

    /** Adds what a load came to. Where the server is this process, its processor time and memory are not told apart. */
    public void add(String scenario, String load, String peer, Latencies latencies) {
        add(new Point(scenario, load, peer, Metric.THROUGHPUT), latencies.throughput());
        add(new Point(scenario, load, peer, Metric.P50), latencies.micros(P50));
        add(new Point(scenario, load, peer, Metric.P99), latencies.micros(P99));
        add(new Point(scenario, load, peer, Metric.P999), latencies.micros(P999));
        if (latencies.residentMegabytes() > 0) {
            add(new Point(scenario, load, peer, Metric.CPU), latencies.cpuMicros());
            add(new Point(scenario, load, peer, Metric.MEMORY), latencies.residentMegabytes());
        }
    }

    Map<Point, List<Double>> figures() {
        return figures;
    }

    /** Ours divided by theirs, round by round; null where one of both has none. */
    public Ratio ratio(Point ours, String peer) {
        List<Double> our = figures.get(ours);
        List<Double> their = figures.get(ours.of(peer));
        return our == null || their == null ? null : Ratio.of(our, their);
    }
}
