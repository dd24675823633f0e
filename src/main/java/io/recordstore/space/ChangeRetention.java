package io.recordstore.space;

import io.recordstore.fault.InvalidRequest;
import java.time.Duration;

/**
 * Which changes of its records a RecordSpace keeps.
 *
 * @param duration for how long; zero when none are kept
 * @param values what of each
 */
public record ChangeRetention(Duration duration, Values values) {
    /** What is kept sooner gone than looked for is of no use: trimming takes some seconds. */
    private static final Duration LEAST = Duration.ofMinutes(1);

    /** A log is for catching up, not for archives. */
    private static final Duration MOST = Duration.ofDays(90);

    /** No changes are kept. */
    public static final ChangeRetention NONE = new ChangeRetention(Duration.ZERO, Values.NONE);

    /** What is kept of a change besides the record's key. */
    public enum Values {
        /** No records. */
        NONE,
        /** The record after it. */
        AFTER,
        /** The record before it and the one after it. */
        BEFORE_AND_AFTER
    }

    /** Whether any are kept. */
    public boolean isKept() {
        return !duration.isZero();
    }

    /** @throws InvalidRequest when the duration is out of bounds */
    public ChangeRetention {
        boolean isWithin = duration.compareTo(LEAST) >= 0 && duration.compareTo(MOST) <= 0;
        if (!duration.isZero() && !isWithin) {
            throw new InvalidRequest(
                    "change_retention.duration",
                    "changes are kept for " + LEAST.toSeconds() + " s to " + MOST.toDays() + " days, or not: 0");
        }
    }
}
