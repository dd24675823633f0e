package io.recordstore.fork;

/** The limits of forks, each with its reason. */
final class ForkLimits {
    /** Up to so many records are copied in the call's own transaction: some tens of milliseconds, with a few indexes. */
    static final int RECORDS_AT_ONCE = 1_000;

    /** Read in one transaction: with index entries what is written stays well below 10 MB. */
    static final int PAGE_BYTES = 1 << 20;

    /** Far from the five seconds of a transaction, with time left to write. */
    static final long PAGE_MILLIS = 1_000;

    /** The same where nothing is copied when not all is: more of the five seconds. */
    static final long AT_ONCE_MILLIS = 3_000;

    /** Forks of one RecordSpace at a time: each of its writes is noted once for each. */
    static final int AT_A_TIME = 4;

    /**
     * Entries of indexes that tell of the past (counts of updates, values that ever were): records do not give them, so they
     * are copied with the last transaction, of which they take two seconds at most.
     */
    static final int ENTRIES_OF_THE_PAST = 20_000;

    private ForkLimits() {}
}
