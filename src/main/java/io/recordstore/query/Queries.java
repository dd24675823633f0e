package io.recordstore.query;

import com.apple.foundationdb.record.IsolationLevel;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.record.RecordContent;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** Runs, counts and explains queries. */
@Singleton
public class Queries {
    private final Transactions transactions;
    private final RecordSpaceOpener opener;
    private final Plans plans;
    private final QueryMeters meters;
    private final SlowQueries slowQueries;

    Queries(
            Transactions transactions,
            RecordSpaceOpener opener,
            Plans plans,
            QueryMeters meters,
            SlowQueries slowQueries) {
        this.transactions = transactions;
        this.opener = opener;
        this.plans = plans;
        this.meters = meters;
        this.slowQueries = slowQueries;
    }

    /**
     * Streams the records that a query selects. The next page is read when the subscriber has asked for all of the
     * last; no transaction is open in between, so each page is consistent in itself, and they are of different read
     * versions unless the query asks for one.
     *
     * @param continuation where to go on; empty for the beginning
     */
    public Multi<QueryEvent> run(
            TenantName tenant,
            RecordSpaceName space,
            QuerySpec query,
            RecordContent.Format format,
            String continuation) {
        return Multi.createFrom()
                .deferred(() -> new QueryRun(
                                transactions,
                                opener,
                                plans,
                                meters,
                                slowQueries,
                                tenant,
                                space,
                                query,
                                format,
                                continuation)
                        .pages())
                .onItem()
                .disjoint();
    }

    /** How a query would run; it is not run. */
    public Uni<Explanation> explain(TenantName tenant, RecordSpaceName space, QuerySpec query) {
        return transactions
                .read(context -> opener.open(context, tenant, space).thenApply(open -> plans.plan(open, query)))
                .map(Explanation::of);
    }

    /** How many records a query selects, counted one by one in as many transactions as it takes. */
    public Uni<Long> count(TenantName tenant, RecordSpaceName space, QuerySpec query) {
        return Multi.createFrom()
                .deferred(() -> new Counting(tenant, space, query).pages())
                .collect()
                .with(java.util.stream.Collectors.summingLong(Integer::longValue));
    }

    /** What carries over from page to page. */
    private final class Counting {
        private final TenantName tenant;
        private final RecordSpaceName space;
        private final QuerySpec query;
        private final WorkTime work = new WorkTime();
        private Position position = Position.START;
        private volatile Plan plan;
        private long rows;
        private long keyValuesRead;
        private volatile boolean cancelled;

        Counting(TenantName tenant, RecordSpaceName space, QuerySpec query) {
            this.tenant = tenant;
            this.space = space;
            this.query = query;
        }

        Multi<Integer> pages() {
            return Multi.createBy()
                    .repeating()
                    .uni(() -> work.of(transactions.read(this::page)).map(this::counted))
                    .whilst(count -> position != null)
                    .onCancellation()
                    .invoke(() -> cancelled = true)
                    .onTermination()
                    .invoke(() -> slowQueries.ended(tenant, space, query, plan, work.cost(rows, keyValuesRead)));
        }

        private CompletableFuture<QueryPage.Result> page(FDBRecordContext context) {
            return opener.open(context, tenant, space).thenCompose(this::page);
        }

        private CompletableFuture<QueryPage.Result> page(OpenRecordSpace open) {
            QuerySpec keysOnly = query.returning(open.schema().recordType(query.recordType()).primaryKey().stream()
                    .map(FieldPath::toString)
                    .toList());
            BoundPlan bound = plans.plan(open, keysOnly).executable(query.allowScan());
            plan = bound.plan();
            return new QueryPage(open, bound, null, IsolationLevel.SNAPSHOT, () -> cancelled)
                    .read(position, QueryLimits.COUNT_PAGE_ROWS);
        }

        private int counted(QueryPage.Result result) {
            meters.read(result.keyValuesRead());
            keyValuesRead += result.keyValuesRead();
            rows += result.rows().size();
            position = result.next();
            return result.rows().size();
        }
    }
}
