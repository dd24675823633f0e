package io.recordstore.bench.report;

/**
 * What one figure is of.
 *
 * @param scenario "S1"
 * @param load what was asked, and how: "put, closed loop, 64 clients"
 * @param peer who answered
 */
public record Point(String scenario, String load, String peer, Metric metric) {
    /** The same of another peer. */
    Point of(String other) {
        return new Point(scenario, load, other, metric);
    }
}
