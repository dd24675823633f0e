package io.recordstore.transaction;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import io.recordstore.record.OpenRecords;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Does the writes of transactions. */
final class Writes {
    private Writes() {}

    /** @return the record's version, incomplete until the commit; empty for a delete */
    static CompletableFuture<Optional<FDBRecordVersion>> apply(OpenRecords records, Write write) {
        if (write instanceof Write.Put put) {
            return records.put(put.recordType(), put.content(), put.condition()).thenApply(Optional::of);
        }
        Write.Delete delete = (Write.Delete) write;
        CompletableFuture<?> deleted = delete.allowMissing()
                ? records.deleteIfThere(delete.recordType(), delete.primaryKey())
                : records.delete(delete.recordType(), delete.primaryKey());
        return deleted.thenApply(done -> Optional.empty());
    }
}
