package io.recordstore.fdb.embedded;

/** Turns time into versions: about a million pass in a second, starting from where the store left off. */
final class VersionClock {
    private static final long NANOS_PER_VERSION = 1_000_000_000L / Limits.VERSIONS_PER_SECOND;

    private final TimeSource time;
    private final long start;
    private final long startNanos;

    VersionClock(TimeSource time, long start) {
        this.time = time;
        this.start = start;
        this.startNanos = time.nanoTime();
    }

    /** The version that belongs to this moment. */
    long now() {
        return start + (time.nanoTime() - startNanos) / NANOS_PER_VERSION;
    }
}
