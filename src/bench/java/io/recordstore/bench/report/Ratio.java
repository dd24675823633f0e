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
 * @param rounds how many there were
 */
public record Ratio(double median, double least, double greatest, int rounds) {
    /** Fewer have no spread to speak of. */
    private static final int FEWEST_ROUNDS = 3;

    /** @param ours a figure of each round, beside {@code theirs} of the same round */
    public static Ratio of(List<Double> ours, List<Double> theirs) {
        double[] ratios = IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToDouble(round -> ours.get(round) / theirs.get(round))
                .sorted()
                .toArray();
        return ofSorted(ratios);
    }

    static Ratio ofSorted(double[] ratios) {
        return new Ratio(median(ratios), ratios[0], ratios[ratios.length - 1], ratios.length);
    }

    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Whether the rounds agree better among themselves than ours agrees with theirs. */
    public boolean showsADifference() {
        return hasSpread() && greatest - least < Math.abs(median - 1);
    }

    /** Whether there were rounds enough to tell how much they differ. */
    boolean hasSpread() {
        return rounds >= FEWEST_ROUNDS;
    }

    /** As figures that are no ratios. */
    String figures() {
        return "%s (%s to %s)".formatted(Report.number(median), Report.number(least), Report.number(greatest));
    }

    /** With its spread; and without a number where that would tell nothing. */
    @Override
    public String toString() {
        return showsADifference()
                ? String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, least, greatest)
                : "no difference shown";
    }
}
