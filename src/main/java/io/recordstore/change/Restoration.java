package io.recordstore.change;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStoreBase.RecordExistenceCheck;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStoreBase.VersionstampSaveBehavior;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A RecordSpace as it was, in a transaction that is never committed: what was changed since is written back to what it was, with
 * its index entries, and the transaction reads its own writes. So a query runs as it would have then, through indexes and in their
 * order, whatever it asks for, and goes on in another transaction where it was.
 */
final class Restoration {
    private final RecordSpaceOpener opener;
    private final List<Map.Entry<Tuple, Undo.Was>> records;

    Restoration(RecordSpaceOpener opener, Undo undo) {
        this.opener = opener;
        this.records = undo.changed().entrySet().stream()
                .filter(entry -> entry.getValue().isWanted())
                .toList();
    }

    /** All are taken away before the first is put back: two may have had a value of a unique index after each other. */
    CompletableFuture<OpenRecordSpace> of(OpenRecordSpace open) {
        return opener.asDraft(open).thenCompose(past -> each(past.store(), entry -> takeAway(past.store(), entry))
                .thenCompose(done -> each(past.store(), entry -> putBack(past.store(), entry)))
                .thenApply(done -> past));
    }

    private CompletableFuture<Void> each(
            FDBRecordStore store, Function<Map.Entry<Tuple, Undo.Was>, CompletableFuture<?>> step) {
        Iterator<Map.Entry<Tuple, Undo.Was>> left = records.iterator();
        return AsyncUtil.whileTrue(
                () -> left.hasNext() ? step.apply(left.next()).thenApply(done -> true) : AsyncUtil.READY_FALSE,
                store.getExecutor());
    }

    private static CompletableFuture<?> takeAway(FDBRecordStore store, Map.Entry<Tuple, Undo.Was> entry) {
        return entry.getValue().isThere() ? store.deleteRecordAsync(entry.getKey()) : AsyncUtil.DONE;
    }

    private static CompletableFuture<?> putBack(FDBRecordStore store, Map.Entry<Tuple, Undo.Was> entry) {
        Undo.Was was = entry.getValue();
        return was.record().isEmpty()
                ? AsyncUtil.DONE
                : store.saveRecordAsync(
                        was.record().get(),
                        RecordExistenceCheck.NONE,
                        FDBRecordVersion.fromBytes(was.version().toByteArray()),
                        VersionstampSaveBehavior.WITH_VERSION);
    }
}
