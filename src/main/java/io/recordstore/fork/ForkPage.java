package io.recordstore.fork;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.EndpointType;
import com.apple.foundationdb.record.ExecuteProperties;
import com.apple.foundationdb.record.ExecuteState;
import com.apple.foundationdb.record.IsolationLevel;
import com.apple.foundationdb.record.RecordCursor;
import com.apple.foundationdb.record.RecordCursorResult;
import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStoreBase.RecordExistenceCheck;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStoreBase.VersionstampSaveBehavior;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.SchemaCopies;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;

/**
 * What one transaction copies. The source is read as of the transaction's read version and without conflicting with its
 * writers; a record comes with its version, is sealed with the target's keys and indexed by the target's store.
 */
final class ForkPage {
    private final OpenRecordSpace source;
    private final OpenRecordSpace target;
    private Tuple last;
    private int copied;
    private int bytes;
    private boolean isLast;

    /** @param source of which no read makes the transaction conflict */
    ForkPage(OpenRecordSpace source, OpenRecordSpace target) {
        this.source = source;
        this.target = target;
    }

    /**
     * What was copied.
     *
     * @param last the primary key of the last record; null when there was none
     * @param isLast whether there are no further records
     */
    record Result(Tuple last, int copied, boolean isLast) {}

    /**
     * Copies records in the order of their keys.
     *
     * @param after the primary key after which it begins; null for the first
     */
    CompletableFuture<Result> copy(Tuple after, int maxRecords) {
        return copy(after, maxRecords, ForkLimits.PAGE_MILLIS);
    }

    /** Copies all records, or as many as find room. */
    CompletableFuture<Result> copyAll() {
        return copy(null, ForkLimits.RECORDS_AT_ONCE + 1, ForkLimits.AT_ONCE_MILLIS);
    }

    private CompletableFuture<Result> copy(Tuple after, int maxRecords, long millis) {
        TupleRange range = after == null
                ? TupleRange.ALL
                : new TupleRange(after, null, EndpointType.RANGE_EXCLUSIVE, EndpointType.TREE_END);
        RecordCursor<FDBStoredRecord<Message>> cursor =
                source.store().scanRecords(range, null, limits(maxRecords, millis));
        return AsyncUtil.whileTrue(
                        () -> cursor.onNext().thenCompose(this::copyNext),
                        source.store().getExecutor())
                .thenApply(done -> new Result(last, copied, isLast))
                .whenComplete((result, error) -> cursor.close());
    }

    private static ScanProperties limits(int maxRecords, long millis) {
        return ExecuteProperties.newBuilder()
                .setReturnedRowLimit(maxRecords)
                .setTimeLimit(millis)
                .setIsolationLevel(IsolationLevel.SNAPSHOT)
                .build()
                .asScanProperties(false);
    }

    /** One after the other: indexes that rank are not kept right by writes side by side. */
    private CompletableFuture<Boolean> copyNext(RecordCursorResult<FDBStoredRecord<Message>> result) {
        if (!result.hasNext()) {
            isLast = result.getNoNextReason().isSourceExhausted();
            return AsyncUtil.READY_FALSE;
        }
        return save(result.get()).thenApply(saved -> {
            last = result.get().getPrimaryKey();
            copied++;
            return bytes < ForkLimits.PAGE_BYTES;
        });
    }

    private CompletableFuture<FDBStoredRecord<Message>> save(FDBStoredRecord<Message> stored) {
        bytes += stored.getValueSize();
        Message record = SchemaCopies.convert(
                stored.getRecord(), stored.getPrimaryKey().getLong(0), source.schema(), target.schema());
        return target.store()
                .saveRecordAsync(
                        record, RecordExistenceCheck.NONE, stored.getVersion(), VersionstampSaveBehavior.WITH_VERSION);
    }

    /**
     * Makes records of the target as they are in the source, be it that there are none.
     *
     * @return how many of them, in their order, it came to before it was full
     */
    CompletableFuture<Integer> catchUp(Collection<Tuple> primaryKeys) {
        Iterator<Tuple> keys = primaryKeys.iterator();
        return AsyncUtil.whileTrue(
                        () -> keys.hasNext() && bytes < ForkLimits.PAGE_BYTES
                                ? catchUp(keys.next())
                                : AsyncUtil.READY_FALSE,
                        source.store().getExecutor())
                .thenApply(done -> copied);
    }

    private CompletableFuture<Boolean> catchUp(Tuple primaryKey) {
        FDBRecordStore from = source.store();
        return from.loadRecordInternal(primaryKey, ExecuteState.NO_LIMITS, true)
                .thenCompose(stored -> stored == null
                        ? target.store().deleteRecordAsync(primaryKey)
                        : save(stored).thenApply(saved -> true))
                .thenApply(done -> {
                    copied++;
                    return true;
                });
    }
}
