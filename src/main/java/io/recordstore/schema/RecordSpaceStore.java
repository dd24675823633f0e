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
 * <p>Every change of a record goes through it, and where the RecordSpace keeps changes, into their log: nothing that writes
 * records can pass it by. What is sealed again or indexed is not changed, and goes by other ways.
 *
 * <p>The Record Layer guards every record that an index leads it to against others' writes, whatever the isolation of the
 * query; a store that reads snapshots does not.
 */
final class RecordSpaceStore extends FDBRecordStore {
    private final boolean readsSnapshots;
    private final Optional<ChangeLog> changes;

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
    }

    @Override
    protected <M extends Message> CompletableFuture<FDBStoredRecord<M>> saveTypedRecord(
            RecordSerializer<M> typedSerializer,
            M record,
            RecordExistenceCheck existence,
            FDBRecordVersion version,
            VersionstampSaveBehavior behavior,
            boolean isDryRun) {
        if (changes.isEmpty() || isDryRun) {
            return super.saveTypedRecord(typedSerializer, record, existence, version, behavior, isDryRun);
        }
        RecordType type = getRecordMetaData().getRecordTypeForDescriptor(record.getDescriptorForType());
        return loadRecordAsync(SealedSerializer.primaryKey(type, record)).thenCompose(before -> super.saveTypedRecord(
                        typedSerializer, record, existence, version, behavior, false)
                .thenApply(after -> {
                    changes.get().append(getRecordContext(), before, after);
                    return after;
                }));
    }

    @Override
    protected <M extends Message> CompletableFuture<Boolean> deleteTypedRecord(
            RecordSerializer<M> typedSerializer, Tuple primaryKey, boolean isDryRun) {
        if (changes.isEmpty() || isDryRun) {
            return super.deleteTypedRecord(typedSerializer, primaryKey, isDryRun);
        }
        return loadRecordAsync(primaryKey)
                .thenCompose(before -> super.deleteTypedRecord(typedSerializer, primaryKey, false)
                        .thenApply(deleted -> {
                            if (deleted) {
                                changes.get().append(getRecordContext(), before, null);
                            }
                            return deleted;
                        }));
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
        private final boolean readsSnapshots;

        /**
         * @param changes takes every change of a record; empty for what is never committed
         * @param readsSnapshots whether no read of a record makes its transaction conflict
         */
        Builder(Optional<ChangeLog> changes, boolean readsSnapshots) {
            this.changes = changes;
            this.readsSnapshots = readsSnapshots;
        }

        @Override
        public FDBRecordStore build() {
            return new RecordSpaceStore(this);
        }
    }
}
