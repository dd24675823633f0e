package io.recordstore.fdb.embedded;

import java.time.Duration;

/**
 * Every fixed limit of the engine and why it has its value. Where no other source is named the value is FoundationDB's
 * own, from "Known limitations" in its documentation or its client knobs. What an operator may choose is in {@link
 * EngineOptions}.
 */
final class Limits {
    /** Bytes of a user's key: documented. */
    static final int KEY_BYTES = 10_000;

    /** Bytes of a key under {@code \xff}: client knob SYSTEM_KEY_SIZE_LIMIT. */
    static final int SYSTEM_KEY_BYTES = 30_000;

    /** Bytes of a value: documented. */
    static final int VALUE_BYTES = 100_000;

    /** Bytes of keys, values and conflict ranges in one transaction: documented. */
    static final long TRANSACTION_BYTES = 10_000_000;

    /** Smallest limit that the size limit option may set: the option's documentation. */
    static final long MIN_SIZE_LIMIT = 32;

    /** Versions that pass in a second: FoundationDB's sequencer hands out about a million. */
    static final long VERSIONS_PER_SECOND = 1_000_000;

    /**
     * Where the versions of a new store start: where a cluster stands after about two hours, so that versions and stamps
     * have as many bytes that count as there.
     */
    static final long FIRST_VERSION = 0x1_8080_0000L;

    /** How long a read version can be read at and committed against: documented as five seconds. */
    static final long WINDOW_VERSIONS = 5 * VERSIONS_PER_SECOND;

    /**
     * Versions reserved ahead in the store. A read version may be handed out without a write below the reserved one, so
     * an idle engine writes once in about a quarter of an hour.
     */
    static final long RESERVED_VERSIONS = 1_000 * VERSIONS_PER_SECOND;

    /**
     * How far the newest read version may lag behind the clock before a read of it advances it. A twentieth of a second
     * is one per cent of the window, and keeps the lock for advancing off the hot path.
     */
    static final long READ_VERSION_LAG = VERSIONS_PER_SECOND / 20;

    /** Watches that a database may have outstanding: client knob DEFAULT_MAX_OUTSTANDING_WATCHES. */
    static final int OUTSTANDING_WATCHES = 10_000;

    /** The most that the option for outstanding watches may allow: client knob ABSOLUTE_MAX_WATCHES. */
    static final int MAX_OUTSTANDING_WATCHES = 1_000_000;

    /** First back-off of a retry: client knob DEFAULT_BACKOFF. */
    static final Duration FIRST_BACKOFF = Duration.ofMillis(10);

    /** Longest back-off of a retry unless the transaction sets another: client knob DEFAULT_MAX_BACKOFF. */
    static final Duration MAX_BACKOFF = Duration.ofSeconds(1);

    /** Growth of the back-off from one retry to the next: client knob BACKOFF_GROWTH_RATE. */
    static final double BACKOFF_GROWTH = 2.0;

    /** Delay before a retry after a read version that is too old or too new: client knob FUTURE_VERSION_RETRY_DELAY. */
    static final Duration READ_VERSION_RETRY_DELAY = Duration.ofMillis(10);

    /** Bytes that FoundationDB's client adds for each pair when it counts against a byte limit: GetRangeLimits. */
    static final int PAIR_OVERHEAD_BYTES = 8;

    /** Size of one mutation beside its key and value in the approximate size: {@code sizeof(MutationRef)}. */
    static final int MUTATION_BYTES = 28;

    /** Size of one conflict range beside its keys in the approximate size: {@code sizeof(KeyRangeRef)}. */
    static final int CONFLICT_RANGE_BYTES = 24;

    /** Bytes of a versionstamp: eight of the commit version, two of the place in its batch. */
    static final int VERSIONSTAMP_BYTES = 10;

    /** Transactions in one batch: the place in the batch has two bytes in the versionstamp. */
    static final int BATCH_TRANSACTIONS = 32_768;

    /**
     * Bytes of mutations in one batch. Four of the largest transactions: enough that the sync is shared, small enough
     * that a waiting commit is not held up for long and that the batch fits into memory beside the next.
     */
    static final long BATCH_BYTES = 4 * TRANSACTION_BYTES;

    /**
     * Bytes of mutations that wait for a batch; what is beyond is refused with 1042, as FoundationDB's commit proxies do. One
     * batch's: a storage that stalls would have them pile up otherwise, for their callers are gone and others come.
     */
    static final long WAITING_BYTES = BATCH_BYTES;

    /**
     * Keys that a range clear deletes one by one. Above it one range tombstone is written: it costs every later read of
     * its neighbourhood a look, so it must stand for many keys.
     */
    static final int POINT_DELETES = 64;

    /**
     * Range tombstones in RocksDB's table in memory before it goes to a file. Every new one makes the next reader sort them
     * all anew, about a third of a microsecond each; in a file they are sorted for good.
     */
    static final int MEMTABLE_RANGE_CLEARS = 128;

    /**
     * Bytes of a written range's two keys for which it counts once more against the bound on the conflict window. About
     * what the window needs for a range beside its keys, so that the bound is one of memory whatever the keys' length.
     */
    static final int CONFLICT_WEIGHT_BYTES = 200;

    private Limits() {}
}
