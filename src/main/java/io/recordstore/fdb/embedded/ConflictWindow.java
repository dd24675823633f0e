package io.recordstore.fdb.embedded;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which keys were written at which version over the last five seconds.
 *
 * <p>Kept in generations of about 0.6 seconds: a transaction that is milliseconds old is checked against the newest alone,
 * and what leaves the window is forgotten a generation at a time, at no cost. So writes are known for a little longer than
 * the window, which makes no difference: who read before {@link #oldest} is refused as too old.
 *
 * <p>Only the commit thread uses it.
 */
class ConflictWindow {
    /** How many share the time of the window and what it may hold. */
    private static final int GENERATIONS = 8;

    private static final long GENERATION_VERSIONS = Limits.WINDOW_VERSIONS / GENERATIONS;

    private static final class Generation {
        final long first;
        final WrittenRanges ranges;
        long latest;
        long weight;
        int size;

        Generation(long first, SplittableRandom priorities) {
            this.first = first;
            this.ranges = new WrittenRanges(priorities);
        }

        void add(KeyRange range, long version, long rangeWeight) {
            ranges.assign(range, version);
            latest = version;
            weight += rangeWeight;
            size++;
        }
    }

    private final SplittableRandom priorities = new SplittableRandom(1);
    private final Deque<Generation> newestFirst = new ArrayDeque<>();
    private final int maxRanges;
    private long weight;
    private long oldest;

    /**
     * Makes an empty window.
     *
     * @param oldest versions up to this one are outside the window
     * @param maxRanges how many written ranges are kept, one with long keys counting for several; beyond it the window
     *     gets shorter
     */
    ConflictWindow(long oldest, int maxRanges) {
        this.oldest = oldest;
        this.maxRanges = maxRanges;
    }

    /** The version before which a read version is too old to be checked. */
    long oldest() {
        return oldest;
    }

    /** How many written ranges are remembered. */
    int size() {
        return newestFirst.stream().mapToInt(generation -> generation.size).sum();
    }

    /** Whether any key in the range was written after {@code version}, which is not before {@link #oldest}. */
    boolean writtenAfter(KeyRange range, long version) {
        for (Generation generation : newestFirst) {
            if (generation.latest <= version) {
                return false;
            }
            if (generation.ranges.latestIn(range) > version) {
                return true;
            }
        }
        return false;
    }

    /** Notes that the ranges were written at {@code version}, which is not before any noted so far. */
    void add(List<KeyRange> ranges, long version) {
        for (KeyRange range : ranges) {
            long rangeWeight = weight(range);
            generationFor(version, rangeWeight).add(range, version, rangeWeight);
            weight += rangeWeight;
        }
        while (weight > maxRanges) {
            forgetThrough(newestFirst.getLast().latest);
        }
    }

    /** How many ranges of ordinary keys it counts for, so that long keys are bounded too. */
    private static long weight(KeyRange range) {
        return 1 + range.size() / Limits.CONFLICT_WEIGHT_BYTES;
    }

    private Generation generationFor(long version, long rangeWeight) {
        Generation newest = newestFirst.peekFirst();
        if (newest == null
                || version - newest.first >= GENERATION_VERSIONS
                || newest.weight + rangeWeight > maxRanges / GENERATIONS) {
            newest = new Generation(version, priorities);
            newestFirst.addFirst(newest);
        }
        return newest;
    }

    /** Forgets writes up to and including {@code version}, but for those in a generation with later ones. */
    void forgetThrough(long version) {
        oldest = Math.max(oldest, version);
        while (!newestFirst.isEmpty() && newestFirst.getLast().latest <= oldest) {
            weight -= newestFirst.removeLast().weight;
        }
    }
}
