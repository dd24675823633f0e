package io.recordstore.query;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.IsolationLevel;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import io.recordstore.schema.OpenRecordSpace;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** What one transaction deletes of the records that a query selects. */
final class DeletionPage {
    private final OpenRecordSpace open;
    private final Plans plans;
    private final BooleanSupplier cancelled;

    /** @param cancelled whether nobody waits for the page any more */
    DeletionPage(OpenRecordSpace open, Plans plans, BooleanSupplier cancelled) {
        this.open = open;
        this.plans = plans;
        this.cancelled = cancelled;
    }

    /** @return what was deleted, and where to go on */
    CompletableFuture<QueryPage.Result> delete(QuerySpec query, Position start) {
        BoundPlan plan = plans.plan(open, query).executable(query.allowScan());
        return new QueryPage(open, plan, null, IsolationLevel.SERIALIZABLE, cancelled)
                .read(start, QueryLimits.DELETE_PAGE_ROWS)
                .thenCompose(this::delete);
    }

    private CompletableFuture<QueryPage.Result> delete(QueryPage.Result result) {
        Iterator<QueryPage.Row> rows = result.rows().iterator();
        return AsyncUtil.whileTrue(
                        () -> deleteNext(open.store(), rows), open.store().getExecutor())
                .thenApply(done -> result);
    }

    /** One after the other: indexes that rank are not kept right by writes side by side. */
    private static CompletableFuture<Boolean> deleteNext(FDBRecordStore store, Iterator<QueryPage.Row> rows) {
        return rows.hasNext()
                ? store.deleteRecordAsync(rows.next().record().getPrimaryKey()).thenApply(deleted -> true)
                : AsyncUtil.READY_FALSE;
    }
}
