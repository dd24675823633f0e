package io.recordstore.record;

import com.apple.foundationdb.async.AsyncUtil;
import io.recordstore.fault.Fault;
import io.recordstore.record.BulkPuts.Failure;
import io.recordstore.record.BulkPuts.Item;
import io.recordstore.schema.OpenRecordSpace;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The records of a bulk put that one transaction writes, one after the other. */
final class BulkWrite {
    private final OpenRecordSpace open;
    private final List<Failure> failures = new ArrayList<>();
    private BulkProgress progress;

    /** @param progress before the first of the records */
    BulkWrite(OpenRecordSpace open, BulkProgress progress) {
        this.open = open;
        this.progress = progress;
    }

    /** What became of the records, once the transaction commits. */
    record Written(OpenRecordSpace open, BulkProgress progress, List<Failure> failures) {}

    CompletableFuture<Written> write(List<Item> items) {
        Iterator<Item> remaining = items.iterator();
        return AsyncUtil.whileTrue(() -> writeNext(remaining), open.store().getExecutor())
                .thenApply(done -> new Written(open, progress, failures));
    }

    private CompletableFuture<Boolean> writeNext(Iterator<Item> items) {
        if (!items.hasNext()) {
            return AsyncUtil.READY_FALSE;
        }
        return put(items.next()).handle((version, error) -> error == null ? wrote() : refused(error));
    }

    private CompletableFuture<?> put(Item item) {
        try {
            if (item instanceof BulkPuts.Unreadable unreadable) {
                throw unreadable.fault();
            }
            BulkPuts.Record record = (BulkPuts.Record) item;
            return new OpenRecords(open).put(record.recordType(), record.content(), record.condition());
        } catch (Fault fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    private boolean wrote() {
        progress = progress.wrote();
        return true;
    }

    /** A fault is of the record and nothing of it is written; anything else fails the transaction. */
    private boolean refused(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (!(cause instanceof Fault fault)) {
            throw error instanceof CompletionException wrapped ? wrapped : new CompletionException(error);
        }
        failures.add(new Failure(progress.done(), fault));
        progress = progress.refused();
        return true;
    }
}
