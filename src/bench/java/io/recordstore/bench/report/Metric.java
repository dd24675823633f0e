package io.recordstore.bench.report;

/** What a load is told apart by. */
public enum Metric {
    THROUGHPUT("calls/s", true),
    P50("p50 µs", false),
    P99("p99 µs", false),
    P999("p99.9 µs", false),
    CPU("server CPU µs/call", false),
    MEMORY("resident MB", false),
    SECONDS("s", false),
    FAIRNESS("least client / mean", true);

    private final String unit;
    private final boolean moreIsBetter;

    Metric(String unit, boolean moreIsBetter) {
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }

    public String unit() {
        return unit;
    }

    public boolean moreIsBetter() {
        return moreIsBetter;
    }
}
