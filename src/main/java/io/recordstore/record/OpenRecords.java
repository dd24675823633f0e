package io.recordstore.record;

import com.apple.foundationdb.record.ExecuteState;
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
        return find(recordType, primaryKey, format, false).thenApply(found -> found.orElseThrow(OpenRecords::noRecord));
    }

    /**
     * The record with the primary key; empty when there is none.
     *
     * @param snapshot whether others may change it without making the transaction conflict
     */
    public CompletableFuture<Optional<VersionedRecord>> find(
            String recordType, List<Scalar> primaryKey, RecordContent.Format format, boolean snapshot) {
        RecordTypeSchema type = space.schema().recordType(recordType);
        return load(recordType, primaryKey, snapshot)
                .thenApply(found -> found.map(stored -> VersionedRecord.of(space, type, stored, format)));
    }

    /** As {@link #find}, as it is stored. */
    public CompletableFuture<Optional<FDBStoredRecord<Message>>> load(
            String recordType, List<Scalar> primaryKey, boolean snapshot) {
        return space.store()
                .loadRecordInternal(key(recordType, primaryKey), ExecuteState.NO_LIMITS, snapshot)
                .thenApply(Optional::ofNullable);
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
        return deleteIfThere(recordType, primaryKey).thenAccept(deleted -> {
            if (!deleted) {
                throw noRecord();
            }
        });
    }

    /** @return whether there was a record with the primary key */
    public CompletableFuture<Boolean> deleteIfThere(String recordType, List<Scalar> primaryKey) {
        return space.store().deleteRecordAsync(key(recordType, primaryKey));
    }

    /** Makes the transaction conflict with others that write the record, as if it had been read. */
    public void guardAsRead(String recordType, List<Scalar> primaryKey) {
        space.store().addRecordReadConflict(key(recordType, primaryKey));
    }

    /** Makes others that read the record conflict with the transaction, as if it had been written. */
    public void guardAsWritten(String recordType, List<Scalar> primaryKey) {
        space.store().addRecordWriteConflict(key(recordType, primaryKey));
    }

    private Tuple key(String recordType, List<Scalar> primaryKey) {
        return PrimaryKeys.of(space.schema().recordType(recordType), primaryKey, "primary_key");
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
