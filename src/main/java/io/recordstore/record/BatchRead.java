package io.recordstore.record;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import io.recordstore.schema.StorageMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Several records by their keys. A few are read side by side, so that a latency is waited for once and memory is bounded. */
final class BatchRead {
    private static final int CONCURRENCY = 16;

    private final OpenRecordSpace open;
    private final RecordTypeSchema type;
    private final RecordContent.Format format;
    private final List<Optional<VersionedRecord>> records = new ArrayList<>();
    private final Deque<CompletableFuture<FDBStoredRecord<Message>>> underWay = new ArrayDeque<>();
    private List<Tuple> keys = List.of();
    private int started;
    private int bytes;

    BatchRead(OpenRecordSpace open, RecordTypeSchema type, RecordContent.Format format) {
        this.open = open;
        this.type = type;
        this.format = format;
    }

    CompletableFuture<List<Optional<VersionedRecord>>> read(List<List<Scalar>> primaryKeys) {
        if (primaryKeys.size() > RecordLimits.MAX_BATCH_KEYS) {
            throw new LimitExceeded(
                    "batch_get_keys",
                    RecordLimits.MAX_BATCH_KEYS + "",
                    "primary_keys: there are more than " + RecordLimits.MAX_BATCH_KEYS + ": ask for fewer at once");
        }
        List<Tuple> tuples = new ArrayList<>(primaryKeys.size());
        for (int i = 0; i < primaryKeys.size(); i++) {
            tuples.add(PrimaryKeys.of(type, primaryKeys.get(i), "primary_keys[" + i + "].values"));
        }
        keys = tuples;
        return AsyncUtil.whileTrue(this::readNext, open.store().getExecutor()).thenApply(done -> records);
    }

    private CompletableFuture<Boolean> readNext() {
        while (started < keys.size() && underWay.size() < CONCURRENCY) {
            underWay.add(open.store().loadRecordAsync(keys.get(started)));
            started++;
        }
        CompletableFuture<FDBStoredRecord<Message>> oldest = underWay.poll();
        return oldest == null ? AsyncUtil.READY_FALSE : oldest.thenApply(this::add);
    }

    private boolean add(FDBStoredRecord<Message> stored) {
        bytes += stored == null ? 0 : StorageMessage.size(stored.getRecord());
        if (bytes > RecordLimits.MAX_BATCH_BYTES) {
            throw new LimitExceeded(
                    "batch_get_size",
                    "10 MB",
                    "primary_keys: the records have together more than 10 MB: ask for fewer at once");
        }
        records.add(Optional.ofNullable(stored).map(found -> VersionedRecord.of(open, type, found, format)));
        return true;
    }
}
