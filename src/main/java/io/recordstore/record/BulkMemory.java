package io.recordstore.record;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How far each named bulk put of a RecordSpace has come, and when it began. Each that begins forgets some that have not
 * begun again for {@link RecordLimits#BULK_MEMORY}.
 */
final class BulkMemory {
    private static final String PROGRESS = "bulk-put";
    private static final String BY_TIME = "bulk-put-by-time";

    private final Transaction transaction;
    private final Subspace byName;
    private final Subspace byTime;

    /** @param incarnation where the RecordSpace's keys lie */
    BulkMemory(FDBRecordContext context, Subspace incarnation) {
        this.transaction = context.ensureActive();
        this.byName = incarnation.get(PROGRESS);
        this.byTime = incarnation.get(BY_TIME);
    }

    /** How far a bulk put has come; its beginning when it is new or forgotten. */
    CompletableFuture<BulkProgress> begin(String name, Instant now) {
        byte[] before = byTime.pack(now.minus(RecordLimits.BULK_MEMORY).getEpochSecond());
        return transaction
                .getRange(new Range(byTime.range().begin, before), RecordLimits.FORGET_AT_ONCE)
                .asList()
                .thenCompose(this::forgetAll)
                .thenCompose(done -> transaction.get(byName.pack(name)))
                .thenApply(stored -> begun(name, stored, now));
    }

    private BulkProgress begun(String name, byte[] stored, Instant now) {
        transaction.set(byTime.pack(Tuple.from(now.getEpochSecond(), name)), new byte[0]);
        Tuple before = stored == null ? Tuple.from(0L, 0L) : Tuple.fromBytes(stored);
        BulkProgress progress = new BulkProgress(before.getLong(0), before.getLong(1));
        write(name, progress, now);
        return progress;
    }

    private CompletableFuture<Void> forgetAll(List<KeyValue> entries) {
        return CompletableFuture.allOf(entries.stream().map(this::forget).toArray(CompletableFuture[]::new));
    }

    /** One that has begun again since has a later entry too, and is forgotten by that. */
    private CompletableFuture<Void> forget(KeyValue entry) {
        Tuple begun = byTime.unpack(entry.getKey());
        byte[] key = byName.pack(begun.getString(1));
        transaction.clear(entry.getKey());
        return transaction.get(key).thenAccept(stored -> {
            if (stored != null && Tuple.fromBytes(stored).getLong(2) == begun.getLong(0)) {
                transaction.clear(key);
            }
        });
    }

    /** @param begun when the bulk put began, or began again */
    void write(String name, BulkProgress progress, Instant begun) {
        Tuple stored = Tuple.from(progress.written(), progress.failed(), begun.getEpochSecond());
        transaction.set(byName.pack(name), stored.pack());
    }
}
