package io.recordstore.schema;

import com.apple.foundationdb.record.ExecuteState;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import java.util.concurrent.CompletableFuture;

/**
 * The records of a RecordSpace in a transaction. The Record Layer guards every record that an index leads it to against
 * others' writes, whatever the isolation of the query; one that reads snapshots does not.
 */
final class RecordSpaceStore extends FDBRecordStore {
    private final boolean readsSnapshots;

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
    }

    @Override
    public CompletableFuture<FDBStoredRecord<Message>> loadRecordInternal(
            Tuple primaryKey, ExecuteState state, boolean snapshot) {
        return super.loadRecordInternal(primaryKey, state, snapshot || readsSnapshots);
    }

    /** What opens it. */
    static final class Builder extends FDBRecordStore.Builder {
        private final boolean readsSnapshots;

        /** @param readsSnapshots whether no read of a record makes its transaction conflict */
        Builder(boolean readsSnapshots) {
            this.readsSnapshots = readsSnapshots;
        }

        @Override
        public FDBRecordStore build() {
            return new RecordSpaceStore(this);
        }
    }
}
