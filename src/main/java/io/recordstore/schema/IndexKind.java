package io.recordstore.schema;

/** What an index keeps of its fields. */
public enum IndexKind {
    /** Each record under the values of its fields. */
    VALUE,
    /** As {@link #VALUE}, and after the fields by the record's version. */
    VERSION,
    /** The words of one string field. */
    TEXT,
    /** Each record under its score, with the score's rank. */
    RANK,
    /** A rank per window of time; the fields are the score, the time and what breaks ties. */
    TIME_WINDOW_LEADERBOARD,
    /** How many records there are. */
    COUNT,
    /** How many records there are where every field is set. */
    COUNT_NOT_NULL,
    /** How often records were written. */
    COUNT_UPDATES,
    /** The total of one integer field. */
    SUM,
    /** The least value that the records have. */
    MIN,
    /** The greatest value that the records have. */
    MAX,
    /** The least value that a record ever had. */
    MIN_EVER,
    /** The greatest value that a record ever had. */
    MAX_EVER,
    /** One bit per record, at the position that one integer field gives. */
    BITMAP_VALUE;

    /** Whether queries find records through it, and not only numbers. */
    public boolean findsRecords() {
        return switch (this) {
            case VALUE, VERSION, TEXT, RANK, TIME_WINDOW_LEADERBOARD -> true;
            default -> false;
        };
    }

    /** Whether it is the least or the greatest of its fields' values. */
    boolean isExtreme() {
        return switch (this) {
            case MIN, MAX, MIN_EVER, MAX_EVER -> true;
            default -> false;
        };
    }

    /** Whether it can be kept apart by other fields. */
    boolean canBeGrouped() {
        return this != VALUE && this != VERSION;
    }

    /** Whether it can refuse equal values. */
    boolean canBeUnique() {
        return this == VALUE || this == BITMAP_VALUE;
    }

    /** The least and the greatest number of fields that it is on. */
    int minFields() {
        return switch (this) {
            case COUNT, COUNT_UPDATES, VERSION -> 0;
            case TIME_WINDOW_LEADERBOARD -> 2;
            default -> 1;
        };
    }

    int maxFields() {
        return switch (this) {
            case COUNT, COUNT_UPDATES -> 0;
            case TEXT, SUM, BITMAP_VALUE -> 1;
            default -> SchemaLimits.MAX_KEY_FIELDS;
        };
    }
}
