package io.recordstore.query;

import io.recordstore.record.VersionedRecord;

/** One message of a query's stream. */
public sealed interface QueryEvent {

    /**
     * The next record.
     *
     * @param continuation goes on after it
     */
    record Row(VersionedRecord record, String continuation) implements QueryEvent {}

    /**
     * There are no more messages.
     *
     * @param continuation goes on; empty when nothing is left
     */
    record End(Reason reason, String continuation) implements QueryEvent {}

    /** Why a stream ended. */
    enum Reason {
        /** Every record was returned. */
        EXHAUSTED,
        /** The query's limit was reached. */
        LIMIT_REACHED,
        /** A scan read as much as one call may. */
        SCAN_LIMIT_REACHED,
        /** The one moment that all rows were to be of is no longer kept. */
        READ_VERSION_EXPIRED
    }
}
