package io.recordstore.store;

/** What a transaction asks of the store, each kind counted for itself. */
public enum Operation {
    TRANSACTION,
    /** A transaction reads for the first time, and so learns at which version. */
    READ_VERSION,
    /** A read of {@code \xff/metadataVersion}: it comes with the read version, and costs nothing. */
    METADATA_STAMP,
    GET,
    RANGE_READ,
    /** A key-value that a range read returned. */
    PAIR,
    /** Of keys and values that were returned. */
    BYTES_READ,
    SET,
    CLEAR,
    RANGE_CLEAR,
    MUTATION,
    /** Of keys, values and parameters. */
    BYTES_WRITTEN,
    /** Added to what was read or written anyway. */
    READ_CONFLICT,
    WRITE_CONFLICT,
    COMMIT
}
