package io.recordstore.record;

import java.time.Duration;

/** How large records may be, and how many one call or one transaction handles. */
final class RecordLimits {
    /** Bytes of one record: the rest of the 10,000,000 of a transaction is for its keys and its index entries. */
    static final int MAX_RECORD_BYTES = 9_900_000;

    /** Nesting of messages in a record: where Protobuf's own parsers stop by default. */
    static final int MAX_NESTING = 100;

    /** Records that one call gets by their keys. */
    static final int MAX_BATCH_KEYS = 1_000;

    /** Bytes of the records that one call gets by their keys: one message holds them all. */
    static final int MAX_BATCH_BYTES = 10_000_000;

    /** Records of a bulk put that one transaction writes. */
    static final int BULK_RECORDS = 200;

    /** Bytes of the records of a bulk put that one transaction writes; one larger record is a transaction of its own. */
    static final int BULK_BYTES = 1_000_000;

    /** Refused records of a bulk put that the answer names. */
    static final int MAX_FAILURES = 1_000;

    /** Characters of the name of a bulk put. */
    static final int MAX_BULK_ID_LENGTH = 100;

    /** How long it is remembered how far a bulk put came. */
    static final Duration BULK_MEMORY = Duration.ofDays(1);

    /** Forgotten bulk puts that one beginning bulk put removes: more than begin meanwhile. */
    static final int FORGET_AT_ONCE = 10;

    /** Records that one transaction exports. */
    static final int EXPORT_RECORDS = 512;

    /** Bytes of records after which a page of an export ends: what one stream holds in memory. */
    static final int EXPORT_BYTES = 1 << 20;

    /** How long one transaction exports: FoundationDB ends it after five seconds. */
    static final Duration EXPORT_TIME = Duration.ofSeconds(3);

    private RecordLimits() {}
}
