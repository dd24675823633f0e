package io.recordstore.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What a load came to.
 *
 * @param nanos how long each call took
 * @param seconds how long all of them took together
 * @param cpuSeconds what the server's processes worked meanwhile
 * @param residentMegabytes what they had in memory at the end
 * @param leastShare the calls of the client that got the fewest, as a part of the mean: 0 is starved, 1 is fair
 */
public record Latencies(
        Histogram nanos, double seconds, double cpuSeconds, double residentMegabytes, double leastShare) {

    /** Calls a second. */
    public double throughput() {
        return nanos.getTotalCount() / seconds;
    }

    /** @return microseconds within which this part of the calls was answered */
    public double micros(double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e3;
    }

    /** The server's processor time per call, in microseconds. */
    public double cpuMicros() {
        return cpuSeconds * 1e6 / Math.max(1, nanos.getTotalCount());
    }
}
