package io.recordstore.graphql.typed.aggregate;

import io.recordstore.schema.IndexKind;

/** What an aggregate index tells, by the name of the field that asks for it. */
enum AggregateFunction {
    COUNT(IndexKind.COUNT, "count", "How many records there are."),
    COUNT_UPDATES(IndexKind.COUNT_UPDATES, "countUpdates", "How often records were written."),
    COUNT_NOT_NULL(IndexKind.COUNT_NOT_NULL, "countNotNull", "How many records have the field set."),
    SUM(IndexKind.SUM, "sum", "The total of the field."),
    MIN(IndexKind.MIN, "min", "The least value of the field."),
    MAX(IndexKind.MAX, "max", "The greatest value of the field."),
    MIN_EVER(IndexKind.MIN_EVER, "minEver", "The least value that the field ever had."),
    MAX_EVER(IndexKind.MAX_EVER, "maxEver", "The greatest value that the field ever had."),
    BITMAP(IndexKind.BITMAP_VALUE, "bitmap", "Which values the field has: a bit for each, in blocks of 10,000.");

    private final IndexKind kind;
    private final String fieldName;
    private final String description;

    AggregateFunction(IndexKind kind, String fieldName, String description) {
        this.kind = kind;
        this.fieldName = fieldName;
        this.description = description;
    }

    IndexKind kind() {
        return kind;
    }

    String fieldName() {
        return fieldName;
    }

    String description() {
        return description;
    }

    /** Whether it is of records and not of one of their fields. */
    boolean countsRecords() {
        return this == COUNT || this == COUNT_UPDATES;
    }

    /** Whether its values are numbers of their own, whatever the field's are. */
    boolean isNumber() {
        return countsRecords() || this == COUNT_NOT_NULL || this == SUM;
    }

    /** Whether it is a list of blocks and no one value. */
    boolean isInBlocks() {
        return this == BITMAP;
    }
}
