package io.recordstore.schema;

import com.apple.foundationdb.record.ExecuteState;
import com.apple.foundationdb.record.metadata.RecordType;
import com.apple.foundationdb.record.provider.common.RecordSerializer;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The records of a RecordSpace in a transaction.
 *
 * <p>Every change of a record goes through it, is counted, and goes into the log where the RecordSpace keeps changes and into
 * the notes for a copy while it is being copied: nothing that writes records can pass it by. What is sealed again or indexed is
 * not changed, and goes by other ways.
 *
 * <p>The Record Layer guards every record that an index leads it to against others' writes, whatever the isolation of the
 * query; a store that reads snapshots does not.
 */
final class RecordSpaceStore extends FDBRecordStore {
    private final boolean readsSnapshots;
    private final Optional<ChangeLog> changes;
    private final StoredSizes sizes;
    private final ForkNotes forks;

    private RecordSpaceStore(Builder builder) {
        super(
                builder.getContext(),
                builder.getSubspaceProvider(),
                builder.getFormatVersion(),
                builder.getMetaDataProvider(),
                builder.getSerializer(),
                builder.getIndexMaintainerRegistry(),
                builder.getIndexMaintenanceFilter(),
                builder.getPipelineSizer(),
                builder.getStoreStateCache(),
                builder.getStateCacheabilityOnOpen(),
                builder.getUserVersionChecker(),
                builder.getPlanSerializationRegistry());
        this.readsSnapshots = builder.readsSnapshots;
        this.changes = builder.changes.filter(ChangeLog::isKept);
        this.sizes = builder.sizes;
        this.forks = builder.forks;
    }

    @Override
    protected <M extends Message> CompletableFuture<FDBStoredRecord<M>> saveTypedRecord(
            RecordSerializer<M> typedSerializer,
            M record,
            RecordExistenceCheck existence,
            FDBRecordVersion version,
            VersionstampSaveBehavior behavior,
            boolean isDryRun) {
        if (isDryRun) {
            return super.saveTypedRecord(typedSerializer, record, existence, version, behavior, true);
        }
        if (isUnwatched()) {
            return saveCounted(typedSerializer, record, existence, version, behavior);
        }
        RecordType type = getRecordMetaData().getRecordTypeForDescriptor(record.getDescriptorForType());
        return before(SealedSerializer.primaryKey(type, record))
                .thenCompose(before -> saveCounted(typedSerializer, record, existence, version, behavior)
                        .thenApply(after -> {
                            int place = after.getVersion().getLocalVersion();
                            changes.ifPresent(log -> log.append(getRecordContext(), before, after));
                            forks.note(getRecordContext(), after.getPrimaryKey(), place);
                            return after;
                        }));
    }

    private <M extends Message> CompletableFuture<FDBStoredRecord<M>> saveCounted(
            RecordSerializer<M> typedSerializer,
            M record,
            RecordExistenceCheck existence,
            FDBRecordVersion version,
            VersionstampSaveBehavior behavior) {
        return super.saveTypedRecord(typedSerializer, record, existence, version, behavior, false)
                .thenApply(after -> {
                    sizes.saved(getRecordContext(), after);
                    return after;
                });
    }

    private <M extends Message> CompletableFuture<Boolean> deleteCounted(
            RecordSerializer<M> typedSerializer, Tuple primaryKey) {
        return super.deleteTypedRecord(typedSerializer, primaryKey, false).thenApply(deleted -> {
            if (deleted) {
                sizes.deleted(getRecordContext(), primaryKey);
            }
            return deleted;
        });
    }

    /** What a save or a delete looks up before: the size of the record that was there. */
    @Override
    protected <M extends Message> CompletableFuture<FDBStoredRecord<M>> loadTypedRecord(
            RecordSerializer<M> typedSerializer, Tuple primaryKey, boolean snapshot) {
        return super.<M>loadTypedRecord(typedSerializer, primaryKey, snapshot).thenApply(before -> {
            sizes.found(primaryKey, before);
            return before;
        });
    }

    @Override
    protected <M extends Message> CompletableFuture<Boolean> deleteTypedRecord(
            RecordSerializer<M> typedSerializer, Tuple primaryKey, boolean isDryRun) {
        if (isDryRun) {
            return super.deleteTypedRecord(typedSerializer, primaryKey, true);
        }
        if (isUnwatched()) {
            return deleteCounted(typedSerializer, primaryKey);
        }
        return before(primaryKey).thenCompose(before -> deleteCounted(typedSerializer, primaryKey)
                .thenApply(deleted -> {
                    if (deleted) {
                        changes.ifPresent(log -> log.append(getRecordContext(), before, null));
                        noteDeleted(primaryKey);
                    }
                    return deleted;
                }));
    }

    private boolean isUnwatched() {
        return changes.isEmpty() && !forks.areTaken();
    }

    /** The record as it was before a change; null when there is none, or nobody is told of it. */
    private CompletableFuture<FDBStoredRecord<Message>> before(Tuple primaryKey) {
        return changes.isEmpty() ? CompletableFuture.completedFuture(null) : loadRecordAsync(primaryKey);
    }

    private void noteDeleted(Tuple primaryKey) {
        if (forks.areTaken()) {
            forks.note(getRecordContext(), primaryKey, getRecordContext().claimLocalVersion());
        }
    }

    @Override
    public void deleteAllRecords() {
        throw unseen();
    }

    @Override
    public CompletableFuture<Void> deleteRecordsWhereAsync(QueryComponent component) {
        throw unseen();
    }

    private static UnsupportedOperationException unseen() {
        return new UnsupportedOperationException("it would change records without an entry in the log of changes");
    }

    @Override
    public CompletableFuture<FDBStoredRecord<Message>> loadRecordInternal(
            Tuple primaryKey, ExecuteState state, boolean snapshot) {
        return super.loadRecordInternal(primaryKey, state, snapshot || readsSnapshots);
    }

    /** What opens it. */
    static final class Builder extends FDBRecordStore.Builder {
        private final Optional<ChangeLog> changes;
        private final StoredSizes sizes;
        private final ForkNotes forks;
        private final boolean readsSnapshots;

        /**
         * @param changes takes every change of a record; empty for what is never committed
         * @param sizes takes how each changes what is stored
         * @param forks takes the keys of records that change
         * @param readsSnapshots whether no read of a record makes its transaction conflict
         */
        Builder(Optional<ChangeLog> changes, StoredSizes sizes, ForkNotes forks, boolean readsSnapshots) {
            this.changes = changes;
            this.sizes = sizes;
            this.forks = forks;
            this.readsSnapshots = readsSnapshots;
        }

        @Override
        public FDBRecordStore build() {
            return new RecordSpaceStore(this);
        }
    }
}
