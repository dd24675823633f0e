package io.recordstore.quota;

/** What can be limited. */
public enum Limit {
    /** Bytes of records as they are stored, with their keys. */
    BYTES("bytes", 0),
    /** Records. */
    RECORDS("records", 0),
    /** RecordSpaces of a tenant. */
    RECORD_SPACES("record_spaces", 0),
    /** Calls that begin, on each server. */
    REQUESTS_PER_SECOND("requests_per_second", 1),
    /** Bytes of requests and answers, on each server. The least lets the largest message through in some hours. */
    BYTES_PER_SECOND("bytes_per_second", 1_024);

    private final String label;
    private final long least;

    Limit(String label, long least) {
        this.label = label;
        this.least = least;
    }

    /** Its name in the API, in errors and in metrics. */
    public String label() {
        return label;
    }

    /** The smallest value that it may be set to. */
    public long least() {
        return least;
    }

    /** Whether a RecordSpace can have it. */
    public boolean isOfRecordSpaces() {
        return this != RECORD_SPACES;
    }
}
