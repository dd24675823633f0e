package io.recordstore.change;

import java.time.Duration;

/** How much of a log one transaction reads and one message has. */
final class WatchLimits {
    /** Changes of one page. */
    static final int PAGE_CHANGES = 500;

    /** Bytes of records, before and after, after which a page ends: what one stream holds in memory. */
    static final int PAGE_BYTES = 1 << 20;

    /** How long one transaction reads: FoundationDB ends it after five seconds. */
    static final Duration PAGE_TIME = Duration.ofSeconds(3);

    /** How long after a watch of the store failed it is set again. */
    static final Duration WATCH_RETRY = Duration.ofSeconds(1);

    /** RecordSpaces that one transaction looks up to trim their logs. */
    static final int TRIM_PAGE = 100;

    private WatchLimits() {}
}
