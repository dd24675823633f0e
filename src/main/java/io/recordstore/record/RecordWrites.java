package io.recordstore.record;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.recordstore.fault.AlreadyExists;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Writes of one record within a transaction. */
final class RecordWrites {
    private RecordWrites() {}

    /**
     * @return the record's version, incomplete until the commit; fails with {@link AlreadyExists}, {@link NotFound} or
     *     {@link PreconditionFailed} when the condition does not hold
     */
    static CompletableFuture<FDBRecordVersion> put(
            OpenRecordSpace open, String recordType, RecordContent content, PutCondition condition) {
        RecordTypeSchema type = open.schema().recordType(recordType);
        Message record = new RecordCodec(open.schema()).decode(type, content);
        return requireCondition(open, PrimaryKeys.of(type, record), condition)
                .thenCompose(holds -> open.store().saveRecordAsync(record))
                .thenApply(FDBStoredRecord::getVersion);
    }

    private static CompletableFuture<Void> requireCondition(
            OpenRecordSpace open, Tuple primaryKey, PutCondition condition) {
        if (condition instanceof PutCondition.Upsert) {
            return CompletableFuture.completedFuture(null);
        }
        return open.store().loadRecordAsync(primaryKey).thenAccept(there -> requireCondition(there, condition));
    }

    private static void requireCondition(FDBStoredRecord<Message> there, PutCondition condition) {
        if (condition instanceof PutCondition.Insert) {
            if (there != null) {
                throw new AlreadyExists("Record", "", "there is a record with this primary key already");
            }
        } else if (there == null) {
            throw noRecord();
        } else if (condition instanceof PutCondition.VersionIs expected
                && (there.getVersion() == null
                        || !RecordVersions.of(there.getVersion()).equals(expected.version()))) {
            throw new PreconditionFailed(
                    "VERSION_MISMATCH",
                    "expected_version: the record was written again since it had this version: read it and decide anew",
                    Map.of());
        }
    }

    static NotFound noRecord() {
        return new NotFound("Record", "", "there is no record with this primary key");
    }
}
