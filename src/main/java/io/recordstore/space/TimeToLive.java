package io.recordstore.space;

import io.recordstore.fault.InvalidRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * For how long a RecordSpace is there, from when it is created or this is given anew.
 *
 * @param duration zero when it stays until it is deleted
 */
public record TimeToLive(Duration duration) {
    /** Servers' clocks are no better together than this. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** What is to stay longer is not disposable, and can be renewed. */
    private static final Duration MOST = Duration.ofDays(365);

    /** It stays until it is deleted. */
    public static final TimeToLive UNBOUNDED = new TimeToLive(Duration.ZERO);

    /** @throws InvalidRequest when the duration is out of bounds */
    public TimeToLive {
        boolean isWithin = duration.compareTo(LEAST) >= 0 && duration.compareTo(MOST) <= 0;
        if (!duration.isZero() && !isWithin) {
            throw new InvalidRequest(
                    "ttl",
                    "a RecordSpace lives for " + LEAST.toSeconds() + " s to " + MOST.toDays()
                            + " days, or until it is deleted: 0");
        }
    }

    /** When it ends; empty when it does not. */
    Optional<Instant> from(Instant now) {
        return duration.isZero() ? Optional.empty() : Optional.of(now.plus(duration));
    }
}
