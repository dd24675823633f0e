package io.recordstore.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * What a scenario aims at: a ratio, or a figure of ours.
 *
 * @param of our own figure
 * @param peer whom it is divided by; empty where the figure itself counts
 * @param isLeast whether it is to be at least the bound, or at most
 */
public record Aim(Point of, String peer, boolean isLeast, double bound) {
    public static Aim atLeast(Point of, String peer, double bound) {
        return new Aim(of, peer, true, bound);
    }

    public static Aim atMost(Point of, String peer, double bound) {
        return new Aim(of, peer, false, bound);
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%s, %s: %s %.2f%s",
                of.load(),
                of.metric().unit(),
                isLeast ? "at least" : "at most",
                bound,
                peer.isEmpty() ? "" : " of " + peer);
    }

    /** The aim, what came of it, and the verdict. */
    List<String> cells(Results results) {
        Ratio ratio = ratio(results);
        return List.of(
                of.scenario(),
                text(),
                ratio == null ? "" : peer.isEmpty() ? ratio.figures() : ratio.toString(),
                verdict(results));
    }

    private Ratio ratio(Results results) {
        if (!peer.isEmpty()) {
            return results.ratio(of, peer);
        }
        return results.figures().containsKey(of) ? own(results) : null;
    }

    /** Met or missed where every round is on one side of the bound. */
    String verdict(Results results) {
        Ratio ratio = ratio(results);
        if (ratio == null) {
            return "not measured";
        }
        if (!ratio.hasSpread()) {
            return "not shown: too few rounds";
        }
        boolean isMet = isLeast ? ratio.least() >= bound : ratio.greatest() <= bound;
        boolean isMissed = isLeast ? ratio.greatest() < bound : ratio.least() > bound;
        return isMet ? "met" : isMissed ? "missed" : "not shown: rounds are on both sides";
    }

    private Ratio own(Results results) {
        double[] sorted = results.figures().get(of).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return Ratio.ofSorted(sorted);
    }
}
