package io.recordstore.change;

/** How much of a log a call goes back over, and how much of it it holds in memory. */
final class PastLimits {
    /** Changes that one call reads: some seconds of work. */
    static final int CHANGES = 1_000_000;

    /** Records of which a call knows that they were changed: some hundred bytes each, which it holds in memory. */
    static final int CHANGED_RECORDS = 50_000;

    /** Records that a query brings back to what they were, in each of its transactions: a second of the five that one may last. */
    static final int RESTORED_RECORDS = 2_000;

    /** Bytes of these records: what one call holds in memory. */
    static final int RESTORED_BYTES = 8 << 20;

    /** Rows of one transaction of a query. */
    static final int PAGE_ROWS = 512;

    /** Rows that one transaction counts: primary keys, of which none is kept. */
    static final int COUNT_PAGE_ROWS = 5_000;

    /** Records that one diff looks at, of which it holds all in memory, to tell of each once. */
    static final int DIFF_RECORDS = 20_000;

    /** Bytes of these records, before and after. */
    static final int DIFF_BYTES = 8 << 20;

    private PastLimits() {}
}
