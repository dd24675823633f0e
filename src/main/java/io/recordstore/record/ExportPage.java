package io.recordstore.record;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.ExecuteProperties;
import com.apple.foundationdb.record.IsolationLevel;
import com.apple.foundationdb.record.RecordCursor;
import com.apple.foundationdb.record.RecordCursorResult;
import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import io.recordstore.schema.StorageMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The records of an export that one transaction reads: bounded in number, bytes and time. */
final class ExportPage {
    private final OpenRecordSpace open;
    private final RecordContent.Format format;
    private final BooleanSupplier cancelled;
    private final List<VersionedRecord> records = new ArrayList<>();
    private final List<Tuple> keys = new ArrayList<>();
    private int bytes;
    private boolean isLast;

    /** @param cancelled whether nobody waits for the page any more */
    ExportPage(OpenRecordSpace open, RecordContent.Format format, BooleanSupplier cancelled) {
        this.open = open;
        this.format = format;
        this.cancelled = cancelled;
    }

    /**
     * What a page read.
     *
     * @param keys the primary keys of the records
     * @param isLast whether there are no more in the range
     */
    record Result(List<VersionedRecord> records, List<Tuple> keys, boolean isLast) {}

    CompletableFuture<Result> read(TupleRange range) {
        RecordCursor<FDBStoredRecord<Message>> cursor = open.store().scanRecords(range, null, limits());
        return AsyncUtil.whileTrue(
                        () -> cursor.onNext().thenApply(this::accept),
                        open.store().getExecutor())
                .thenApply(done -> new Result(records, keys, isLast))
                .whenComplete((result, error) -> cursor.close());
    }

    private static ScanProperties limits() {
        return ExecuteProperties.newBuilder()
                .setReturnedRowLimit(RecordLimits.EXPORT_RECORDS)
                .setTimeLimit(RecordLimits.EXPORT_TIME.toMillis())
                .setIsolationLevel(IsolationLevel.SNAPSHOT)
                .build()
                .asScanProperties(false);
    }

    /** @return whether the page goes on */
    private boolean accept(RecordCursorResult<FDBStoredRecord<Message>> result) {
        if (!result.hasNext()) {
            isLast = result.getNoNextReason().isSourceExhausted();
            return false;
        }
        FDBStoredRecord<Message> stored = result.get();
        bytes += StorageMessage.size(stored.getRecord());
        records.add(VersionedRecord.of(open, type(stored.getPrimaryKey()), stored, format));
        keys.add(stored.getPrimaryKey());
        return bytes < RecordLimits.EXPORT_BYTES && !cancelled.getAsBoolean();
    }

    private RecordTypeSchema type(Tuple primaryKey) {
        long number = primaryKey.getLong(0);
        return open.schema().recordTypes().stream()
                .filter(type -> type.unionNumber() == number)
                .findAny()
                .orElseThrow();
    }
}
