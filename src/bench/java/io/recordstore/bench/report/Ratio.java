package io.recordstore.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Ours divided by theirs.
 *
 * @param median of the rounds' ratios
 * @param least of them
 * @param greatest of them
 */
public record Ratio(double median, double least, double greatest) {

    /** @param ours a figure of each round, beside {@code theirs} of the same round */
    public static Ratio of(List<Double> ours, List<Double> theirs) {
        double[] ratios = IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToDouble(round -> ours.get(round) / theirs.get(round))
                .sorted()
                .toArray();
        return new Ratio(median(ratios), ratios[0], ratios[ratios.length - 1]);
    }

    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Whether the rounds agree better among themselves than ours agrees with theirs. */
    public boolean showsADifference() {
        return greatest - least < Math.abs(median - 1);
    }

    /** With its spread; and without a number where that would tell nothing. */
    @Override
    public String toString() {
        return showsADifference()
                ? String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, least, greatest)
                : "no difference shown";
    }
}
