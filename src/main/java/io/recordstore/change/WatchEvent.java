package io.recordstore.change;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;

/** One message of a watch. */
public sealed interface WatchEvent {
    /** Goes on after this message. */
    String resumeToken();

    /**
     * What a transaction changed, or a part of it.
     *
     * @param version of the commit
     * @param time when it was made, by the clock of the server that did
     * @param isComplete whether there are no further parts
     */
    record Transaction(ByteString version, Instant time, List<Change> changes, boolean isComplete, String resumeToken)
            implements WatchEvent {
        public Transaction {
            changes = List.copyOf(changes);
        }
    }

    /** Nothing more has happened. */
    record Progress(String resumeToken) implements WatchEvent {}
}
