package io.recordstore.quota;

/**
 * A rate that can be saved up: it fills by so much a second up to its capacity. What is more than the capacity is let
 * through by a bucket that is full, which is in debt afterwards, so that the rate holds over time whatever comes at once.
 *
 * <p>Thread-safe. Times are those of a clock that no one sets, in nanoseconds, and given by the caller.
 */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final long rate;
    private final double capacity;
    private double content;
    private long filledAt;

    /**
     * A full bucket.
     *
     * @param rate what it fills by in a second
     * @param burstSeconds in how many seconds an empty one is full
     */
    TokenBucket(long rate, double burstSeconds, long now) {
        this.rate = rate;
        this.capacity = Math.max(1, rate * burstSeconds);
        this.content = capacity;
        this.filledAt = now;
    }

    /** What it fills by in a second. */
    long rate() {
        return rate;
    }

    /** Takes an amount, or where that is too much now, nothing. @return 0, or in how many nanoseconds it can be taken */
    synchronized long take(long amount, long now) {
        fill(now);
        double missing = Math.min(amount, capacity) - content;
        if (missing > 0) {
            return nanosToFill(missing);
        }
        content -= amount;
        return 0;
    }

    /** Takes an amount that was used already. @return in how many nanoseconds the bucket is out of debt */
    synchronized long spend(long amount, long now) {
        fill(now);
        content -= amount;
        return content < 0 ? nanosToFill(-content) : 0;
    }

    /** Gives back what was taken and not used. */
    synchronized void giveBack(long amount) {
        content = Math.min(capacity, content + amount);
    }

    private void fill(long now) {
        long passed = now - filledAt;
        if (passed > 0) {
            content = Math.min(capacity, content + passed * (rate / NANOS_PER_SECOND));
            filledAt = now;
        }
    }

    private long nanosToFill(double missing) {
        return Math.max(1, (long) Math.ceil(missing / rate * NANOS_PER_SECOND));
    }
}
