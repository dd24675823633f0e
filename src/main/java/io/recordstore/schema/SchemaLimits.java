package io.recordstore.schema;

/** How large a schema may be. Every limit is far above what real schemas reach and far below what hurts the server. */
final class SchemaLimits {
    /** Bytes of all files together: compiled descriptors take some ten times as much memory and are cached. */
    static final int MAX_BYTES = 1 << 20;

    /** Files; a build tool that sends all that it knows sends hundreds. */
    static final int MAX_FILES = 500;

    /** Files that import one another in a row: Protobuf follows public imports by recursion. */
    static final int MAX_IMPORT_DEPTH = 64;

    /** Messages of all files together. */
    static final int MAX_MESSAGES = 2_000;

    /** Fields of all messages together: each costs a few hundred bytes of every server that serves the RecordSpace. */
    static final int MAX_FIELDS = 10_000;

    /** Values of all enums together. */
    static final int MAX_ENUM_VALUES = 10_000;

    /** Messages defined one inside the other, and braces in a .proto source: Protobuf builds them by recursion. */
    static final int MAX_NESTING = 32;

    /**
     * Messages that one meets in a row, each a field of the one before: the Record Layer compares two versions by
     * recursion, and no record can be nested deeper than 100.
     */
    static final int MAX_TYPE_DEPTH = 200;

    /** Characters of one name: names are part of every error and of every plan. */
    static final int MAX_NAME = 255;

    /** Messages that are records: each is a field of the union message. */
    static final int MAX_RECORD_TYPES = 1_000;

    /** Indexes: each costs every write of its record type one more key. */
    static final int MAX_INDEXES = 200;

    /** Fields of one index or primary key: FoundationDB's keys hold at most 10 kB. */
    static final int MAX_KEY_FIELDS = 32;

    /** Sensitive fields: each costs every read and write of its message a hash. */
    static final int MAX_SENSITIVE_FIELDS = 200;

    /** Conditions of one index: each is tested on every write. */
    static final int MAX_CONDITIONS = 16;

    /** Windows of one leaderboard: their list is one value, read and written with every record. */
    static final int MAX_LEADERBOARD_WINDOWS = 1_000;

    /** Steps of a field's path: deeper nesting than Protobuf's own parsers accept is no use. */
    static final int MAX_PATH_STEPS = 32;

    private SchemaLimits() {}
}
