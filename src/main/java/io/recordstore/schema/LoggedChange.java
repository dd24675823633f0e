package io.recordstore.schema;

import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.Versionstamp;
import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of a record, as the log of changes has it.
 *
 * @param place the commit's versionstamp, and the change's place in its transaction
 * @param time when it was made, by the clock of the server that did
 * @param type the record's type; empty when the schema has it no more
 * @param primaryKey as the store has it, with the number of the type
 * @param wasThere whether there was a record before
 * @param isThere whether there is one after
 * @param before the record before it, where there was one and that is kept
 * @param after the record after it, where there is one and that is kept
 * @param beforeVersion the version of the record before; empty when that is not kept, or was of the same transaction
 */
public record LoggedChange(
        Versionstamp place,
        Instant time,
        Optional<RecordTypeSchema> type,
        Tuple primaryKey,
        boolean wasThere,
        boolean isThere,
        Optional<StorageMessage> before,
        Optional<StorageMessage> after,
        ByteString beforeVersion) {

    /** How large the records before and after are that it has. */
    public int recordBytes() {
        return size(before) + size(after);
    }

    private static int size(Optional<StorageMessage> record) {
        return record.map(StorageMessage::size).orElse(0);
    }

    /** The same without the record before it, for who has no need to hold it. */
    public LoggedChange withoutBefore() {
        return new LoggedChange(
                place, time, type, primaryKey, wasThere, isThere, Optional.empty(), after, beforeVersion);
    }

    /** The same without the record after it. */
    public LoggedChange withoutAfter() {
        return new LoggedChange(
                place, time, type, primaryKey, wasThere, isThere, before, Optional.empty(), beforeVersion);
    }
}
