package io.recordstore.query;

import java.time.Duration;

/** How much a query may ask for, and how much of it one transaction does. */
public final class QueryLimits {
    /** Conditions of one filter: planning takes longer than linear time in them. */
    public static final int MAX_CONDITIONS = 256;

    /** Nesting of one filter, bounded for the stack. */
    public static final int MAX_DEPTH = 32;

    /** Alternatives of one filter: each is planned. */
    static final int MAX_ALTERNATIVES = 256;

    /** Alternatives that the {@code or}s under one {@code and} are multiplied out to: each has all its conditions. */
    static final int MAX_MULTIPLIED = 64;

    /** Fields that a query may name to be returned: more than a message worth projecting has. */
    static final int MAX_FIELDS = 100;

    /** Characters of a text that is looked for. */
    static final int MAX_TEXT_LENGTH = 10_000;

    /** Words of a text that is looked for: each is an index range of its own. */
    static final int MAX_WORDS = 32;

    /** Values of one {@code in}: each is an index range of its own. */
    static final int MAX_IN_VALUES = 1_000;

    /** Rows of the first transaction: few, so that the first row leaves at once. */
    static final int FIRST_PAGE_ROWS = 8;

    /** Rows that a query asks for at most to have them all by its first transaction: a second would cost more than it hastens. */
    static final int ONE_PAGE_ROWS = 32;

    /** Rows of any later transaction. */
    static final int PAGE_ROWS = 512;

    /** Bytes of rows after which a page ends: of a client that takes nothing one stream holds two in memory. */
    static final int PAGE_BYTES = 1 << 16;

    /** How long one transaction reads: FoundationDB ends it after five seconds. */
    static final Duration PAGE_TIME = Duration.ofSeconds(3);

    /** How long a read version is used for further pages: FoundationDB keeps it for five seconds. */
    static final Duration READ_VERSION_TIME = Duration.ofMillis(4_500);

    /** Rows that one transaction counts: index entries, of which none is kept. */
    static final int COUNT_PAGE_ROWS = 5_000;

    /** Records that one transaction deletes: with their index entries far within its 10 MB. */
    static final int DELETE_PAGE_ROWS = 200;

    /** Deletes in the background of one RecordSpace at a time: each is a job that a server may work on for long. */
    static final int BACKGROUND_DELETES = 10;

    /** Key-values that a query with {@code allow_scan} reads before it stops and hands back a continuation. */
    public static final int MAX_SCANNED_KEY_VALUES = 1_000_000;

    /** Plans that a server keeps, each of some kilobytes. */
    static final int CACHED_PLANS = 2_000;

    private QueryLimits() {}
}
