package io.recordstore.record;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.recordstore.fault.AlreadyExists;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The records of a RecordSpace within one transaction: what it reads is of the transaction's read version and of its own
 * writes before, and what it writes is there when the transaction commits.
 *
 * @param space what the transaction has open
 */
public record OpenRecords(OpenRecordSpace space) {

    /**
     * Writes a record. A unique index may still refuse it at the commit.
     *
     * @return the record's version, incomplete until the commit; fails with {@link AlreadyExists}, {@link NotFound} or
     *     {@link PreconditionFailed} when the condition does not hold
     */
    public CompletableFuture<FDBRecordVersion> put(String recordType, RecordContent content, PutCondition condition) {
        RecordTypeSchema type = space.schema().recordType(recordType);
        Message record = new RecordCodec(space.schema()).decode(type, content);
        return requireCondition(PrimaryKeys.of(type, record), condition)
                .thenCompose(holds -> space.store().saveRecordAsync(record))
                .thenApply(FDBStoredRecord::getVersion);
    }

    /** @return the record with the primary key; fails with {@link NotFound} when there is none */
    public CompletableFuture<VersionedRecord> get(
            String recordType, List<Scalar> primaryKey, RecordContent.Format format) {
        RecordTypeSchema type = space.schema().recordType(recordType);
        return space.store()
                .loadRecordAsync(PrimaryKeys.of(type, primaryKey, "primary_key"))
                .thenApply(stored -> {
                    if (stored == null) {
                        throw noRecord();
                    }
                    return VersionedRecord.of(space, type, stored, format);
                });
    }

    /**
     * Reads several records.
     *
     * @return one for each primary key, in their order; empty where there is none; fails with {@link LimitExceeded} when
     *     they are together too large
     */
    public CompletableFuture<List<Optional<VersionedRecord>>> getAll(
            String recordType, List<List<Scalar>> primaryKeys, RecordContent.Format format) {
        return new BatchRead(space, space.schema().recordType(recordType), format).read(primaryKeys);
    }

    /** @return fails with {@link NotFound} when there is no record with the primary key */
    public CompletableFuture<Void> delete(String recordType, List<Scalar> primaryKey) {
        return space.store()
                .deleteRecordAsync(PrimaryKeys.of(space.schema().recordType(recordType), primaryKey, "primary_key"))
                .thenAccept(deleted -> {
                    if (!deleted) {
                        throw noRecord();
                    }
                });
    }

    private CompletableFuture<Void> requireCondition(Tuple primaryKey, PutCondition condition) {
        if (condition instanceof PutCondition.Upsert) {
            return CompletableFuture.completedFuture(null);
        }
        return space.store().loadRecordAsync(primaryKey).thenAccept(there -> requireCondition(there, condition));
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

    private static NotFound noRecord() {
        return new NotFound("Record", "", "there is no record with this primary key");
    }
}
