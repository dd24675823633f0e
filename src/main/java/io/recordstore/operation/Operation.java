package io.recordstore.operation;

import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import java.time.Instant;
import java.util.Optional;

/**
 * What takes longer than a call, as users are told of it.
 *
 * @param number its own within the tenant; later ones are greater
 * @param source the RecordSpace that is copied, of a fork
 * @param done how many records it has been through
 * @param total about how many there are; 0 when that is not known
 * @param end when it was over
 * @param server the server that works on it, or did last; empty before the first
 * @param isCancelRequested whether it is to end before it is through
 * @param failure why it failed, or why it does not get on and is tried again
 */
public record Operation(
        TenantName tenant,
        RecordSpaceName space,
        long number,
        JobKind kind,
        State state,
        Optional<RecordSpaceName> source,
        long done,
        long total,
        Instant begin,
        Optional<Instant> end,
        String server,
        boolean isCancelRequested,
        Optional<Failure> failure) {

    /** How far it is. */
    public enum State {
        /** No server works on it; one will. */
        PENDING,
        /** A server works on it. */
        RUNNING,
        /** It is through. */
        DONE,
        /** It ended before it was through, and does not go on. */
        FAILED,
        /** A user ended it. */
        CANCELLED;

        /** Whether nothing is done for it any more. */
        public boolean isOver() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }

    /**
     * What went wrong.
     *
     * @param reason in UPPER_SNAKE_CASE, as calls give it
     * @param message what it is and what to do about it; without records, keys or tokens
     */
    public record Failure(String reason, String message, Instant time) {}
}
