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

    /** In any order: that a value of a unique index is there once is checked by commits, and there is none. */
    CompletableFuture<OpenRecordSpace> of(OpenRecordSpace open) {
        Iterator<Map.Entry<Tuple, Undo.Was>> left = records.iterator();
        return opener.asDraft(open).thenCompose(past -> AsyncUtil.whileTrue(
                        () -> left.hasNext()
                                ? restore(past.store(), left.next()).thenApply(done -> true)
                                : AsyncUtil.READY_FALSE,
                        past.store().getExecutor())
                .thenApply(done -> past));
    }

    private static CompletableFuture<?> restore(FDBRecordStore store, Map.Entry<Tuple, Undo.Was> entry) {
        Undo.Was was = entry.getValue();
        return was.record().isEmpty()
                ? store.deleteRecordAsync(entry.getKey())
                : store.saveRecordAsync(
                        was.record().get(),
                        RecordExistenceCheck.NONE,
                        FDBRecordVersion.fromBytes(was.version().toByteArray()),
                        VersionstampSaveBehavior.WITH_VERSION);
    }
}
