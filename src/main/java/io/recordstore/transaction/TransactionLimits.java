package io.recordstore.transaction;

import java.time.Duration;

/** How much one transaction may ask for, and how long one may stay open. */
public final class TransactionLimits {
    /** Writes of one commit: what a transaction of 10 MB holds of records of some kilobytes with their index entries. */
    static final int MAX_WRITES = 1_000;

    /** Preconditions of one commit: each is a read, done in some ten microseconds. */
    static final int MAX_PRECONDITIONS = 1_000;

    /** Queries among the preconditions of one commit: each is planned. */
    static final int MAX_QUERIES = 32;

    /** Characters of a request id: a UUID has 36. */
    public static final int MAX_REQUEST_ID_LENGTH = 100;

    /** How long a request id is remembered at least. */
    static final Duration REQUEST_MEMORY = Duration.ofHours(24);

    /** Forgotten request ids that one commit with a request id removes: more than it adds. */
    static final int FORGET_AT_ONCE = 10;

    /** How long a transaction may stay open: FoundationDB ends it then. */
    public static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    /** How long before its end a transaction is warned. */
    public static final Duration WARNING = Duration.ofMillis(1_500);

    /** Rows of one page of a query. */
    public static final int MAX_PAGE_ROWS = 1_000;

    /** Rows of one page of a query that does not say how many. */
    public static final int DEFAULT_PAGE_ROWS = 100;

    private TransactionLimits() {}
}
