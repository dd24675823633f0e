package io.recordstore.fdb.embedded;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a transaction waits before its next attempt: a random part of a delay that doubles, up to a limit. */
final class Backoff {
    private final RandomGenerator random;
    private double nextMillis = Limits.FIRST_BACKOFF.toMillis();

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Returns the delay before the next attempt after {@code error}. */
    Duration next(FdbError error, Duration max) {
        if (error == FdbError.TRANSACTION_TOO_OLD || error == FdbError.FUTURE_VERSION) {
            return max.compareTo(Limits.READ_VERSION_RETRY_DELAY) < 0 ? max : Limits.READ_VERSION_RETRY_DELAY;
        }
        double millis = Math.min(nextMillis, max.toMillis());
        nextMillis = Math.min(nextMillis * Limits.BACKOFF_GROWTH, max.toMillis());
        return Duration.ofNanos((long) (millis * 1_000_000 * random.nextDouble()));
    }
}
