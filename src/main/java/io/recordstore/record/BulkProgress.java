package io.recordstore.record;

/**
 * How far a bulk put has come.
 *
 * @param written how many records are written
 * @param failed how many are refused
 */
record BulkProgress(long written, long failed) {
    static final BulkProgress START = new BulkProgress(0, 0);

    /** How many records of the stream are done with. */
    long done() {
        return written + failed;
    }

    BulkProgress wrote() {
        return new BulkProgress(written + 1, failed);
    }

    BulkProgress refused() {
        return new BulkProgress(written, failed + 1);
    }
}
