package io.recordstore.quota;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What somebody has stored: as it was read at a version, with what this server has committed at later ones.
 *
 * <p>Invariant: what is known is what was read at {@code version}, and {@code since} has just those commits of this server
 * that are after it. All state is under this object's lock, which is held for a moment only.
 */
final class CountedUsage {
    /** Beyond, it is cheaper to read again. */
    private static final int MOST_SINCE = 1_000;

    /** For how long others go on with what is known while one reads. */
    private static final long READING_NANOS = 1_000_000_000;

    private record Change(Usage usage, long version) {}

    private final Deque<Change> since = new ArrayDeque<>();
    private Usage sum = Usage.NONE;
    private boolean isKnown;
    private long version = -1;
    private long dueNanos;

    /** Whether it is to be read; where it is known, of several that ask at once only one is told so. */
    synchronized boolean isDue(long now) {
        boolean isDue = !isKnown || now - dueNanos >= 0;
        if (isDue) {
            dueNanos = now + READING_NANOS;
        }
        return isDue;
    }

    synchronized Usage get() {
        return sum;
    }

    /**
     * Takes what was read; what was read at an earlier version than what is known is of no use.
     *
     * @param due when it is to be read again, in nanoseconds of the clock that {@link #isDue} is asked with
     * @return what is known now
     */
    synchronized Usage read(Usage usage, long readVersion, long due) {
        if (readVersion >= version) {
            isKnown = true;
            version = readVersion;
            since.removeIf(change -> change.version() <= readVersion);
            sum = since.stream().map(Change::usage).reduce(usage, Usage::plus);
            dueNanos = due;
        }
        return isKnown ? sum : usage;
    }

    /** Takes what this server has committed. */
    synchronized void committed(Usage usage, long commitVersion) {
        if (commitVersion <= version) {
            return;
        }
        if (since.size() == MOST_SINCE) {
            since.clear();
            isKnown = false;
            version = commitVersion;
            return;
        }
        since.add(new Change(usage, commitVersion));
        sum = sum.plus(usage);
    }
}
