package io.recordstore.query;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.IsolationLevel;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.store.Committed;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;

/** Deletes what a query selects, in transactions of bounded size. */
@Singleton
public class Deletions {
    private final Transactions transactions;
    private final RecordSpaceOpener opener;
    private final Plans plans;
    private final QueryMeters meters;

    Deletions(Transactions transactions, RecordSpaceOpener opener, Plans plans, QueryMeters meters) {
        this.transactions = transactions;
        this.opener = opener;
        this.plans = plans;
        this.meters = meters;
    }

    /**
     * What has been done after one transaction.
     *
     * @param deleted how many records this run has deleted so far
     * @param continuation goes on; empty when nothing is left
     */
    public record Progress(long deleted, String continuation) {}

    /**
     * Deletes the records that a query selects. The next transaction begins when the subscriber has taken the progress
     * of the last. In each, a record that another transaction changes at the same time makes it begin anew.
     *
     * @param continuation where to go on; empty for the beginning
     */
    public Multi<Progress> run(TenantName tenant, RecordSpaceName space, QuerySpec query, String continuation) {
        return Multi.createFrom().deferred(() -> new Run(tenant, space, query, continuation).pages());
    }

    /** What carries over from transaction to transaction. */
    private final class Run {
        private final TenantName tenant;
        private final RecordSpaceName space;
        private final QuerySpec query;
        private final String start;
        private Position position;
        private Continuations continuations;
        private long deleted;
        private volatile boolean cancelled;

        Run(TenantName tenant, RecordSpaceName space, QuerySpec query, String start) {
            this.tenant = tenant;
            this.space = space;
            this.query = query;
            this.start = start;
        }

        Multi<Progress> pages() {
            return Multi.createBy()
                    .repeating()
                    .uni(() ->
                            transactions.write(this::page).map(Committed::value).map(this::progress))
                    .whilst(progress -> !progress.continuation().isEmpty())
                    .onCancellation()
                    .invoke(() -> cancelled = true);
        }

        private CompletableFuture<QueryPage.Result> page(FDBRecordContext context) {
            return opener.open(context, tenant, space).thenCompose(this::page);
        }

        private CompletableFuture<QueryPage.Result> page(OpenRecordSpace open) {
            BoundPlan plan = plans.plan(open, query).executable(query.allowScan());
            continuations = new Continuations(open, query);
            return new QueryPage(open, plan, null, IsolationLevel.SERIALIZABLE, () -> cancelled)
                    .read(startOfPage(), QueryLimits.DELETE_PAGE_ROWS)
                    .thenCompose(result -> delete(open, result));
        }

        private Position startOfPage() {
            if (position != null) {
                return position;
            }
            return start.isEmpty() ? Position.START : Position.unpack(continuations.open(start));
        }

        private CompletableFuture<QueryPage.Result> delete(OpenRecordSpace open, QueryPage.Result result) {
            Iterator<QueryPage.Row> rows = result.rows().iterator();
            return AsyncUtil.whileTrue(
                            () -> deleteNext(open.store(), rows), open.store().getExecutor())
                    .thenApply(done -> result);
        }

        /** One after the other: indexes that rank are not kept right by writes side by side. */
        private static CompletableFuture<Boolean> deleteNext(FDBRecordStore store, Iterator<QueryPage.Row> rows) {
            return rows.hasNext()
                    ? store.deleteRecordAsync(rows.next().record().getPrimaryKey())
                            .thenApply(deleted -> true)
                    : AsyncUtil.READY_FALSE;
        }

        private Progress progress(QueryPage.Result result) {
            meters.read(result.keyValuesRead());
            position = result.next();
            deleted += result.rows().size();
            return new Progress(deleted, position == null ? "" : continuations.seal(position.pack()));
        }
    }
}
