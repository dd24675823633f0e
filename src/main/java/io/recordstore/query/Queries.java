package io.recordstore.query;

import com.apple.foundationdb.record.IsolationLevel;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.record.RecordContent;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.store.ReadMoment;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Runs, counts and explains queries. */
@Singleton
public class Queries {
    /** A client that reads on finds the next page there; one that does not costs the memory of one page more. */
    private static final int PAGES_AHEAD = 1;

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

    /** The same, where what is read within some seconds is of one moment. */
    public Queries at(ReadMoment moment) {
        return new Queries(transactions.at(moment), opener, plans, meters, slowQueries);
    }

    /**
     * Streams the records that a query selects. While the subscriber takes a page the next one is read, and no other; each has a
     * transaction of its own, so each page is consistent in itself, and they are of different read versions unless the query
     * asks for one.
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
                        .pages()
                        .emitOn(Runnable::run, PAGES_AHEAD))
                .onItem()
                .disjoint();
    }

    /**
     * Rows of a query within a transaction of the caller's.
     *
     * @param rows how many at most; the page may have fewer, also when more are left
     * @param continuation where to start; empty for the beginning
     */
    public CompletableFuture<Page> page(
            OpenRecordSpace open, QuerySpec query, RecordContent.Format format, int rows, String continuation) {
        return page(open, query, format, rows, continuation, () -> false);
    }

    /**
     * As the other.
     *
     * @param cancelled whether nobody waits for the page any more
     */
    public CompletableFuture<Page> page(
            OpenRecordSpace open,
            QuerySpec query,
            RecordContent.Format format,
            int rows,
            String continuation,
            BooleanSupplier cancelled) {
        OpenQuery page = new OpenQuery(open, plans, query, format);
        return page.read(page.continuations().position(continuation), rows, cancelled)
                .thenApply(result -> {
                    meters.read(result.keyValuesRead());
                    return new Page(result.rows(), page.continuations().seal(result.next()), result.keyValuesRead());
                });
    }

    /**
     * Some rows of a query.
     *
     * @param continuation goes on after them; empty when nothing is left
     * @param keyValuesRead how much was read to find them
     */
    public record Page(List<QueryEvent.Row> rows, String continuation, int keyValuesRead) {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    /** How a query would run; it is not run. */
    public Uni<Explanation> explain(TenantName tenant, RecordSpaceName space, QuerySpec query) {
        return transactions.read(
                context -> opener.open(context, tenant, space).thenApply(open -> explain(open, query)));
    }

    /** How a query would run in a transaction of the caller's; it is not run. */
    public Explanation explain(OpenRecordSpace open, QuerySpec query) {
        return Explanation.of(plans.plan(open, query));
    }

    /** How many records a query selects, counted one by one in as many transactions as it takes. */
    public Uni<Long> count(TenantName tenant, RecordSpaceName space, QuerySpec query) {
        return Multi.createFrom()
                .deferred(() -> new Counting(tenant, space, query).pages())
                .collect()
                .with(Collectors.summingLong(Integer::longValue));
    }

    /**
     * How many records a query selects, counted one by one in a transaction of the caller's.
     *
     * @param isolation whether the transaction conflicts with what changes the count
     *
     * @return fails with {@link LimitExceeded} when they are too many for one transaction
     */
    CompletableFuture<Long> count(OpenRecordSpace open, QuerySpec query, IsolationLevel isolation) {
        return keys(open, query, isolation, () -> false)
                .read(Position.START, Integer.MAX_VALUE)
                .thenApply(result -> {
                    meters.read(result.keyValuesRead());
                    if (result.next() != null) {
                        throw new LimitExceeded(
                                "transaction_count",
                                QueryLimits.PAGE_TIME.toMillis() + " ms",
                                "the query selects too many records to count them one by one in one transaction: add an"
                                        + " index of kind COUNT, or count them by a call of its own");
                    }
                    return (long) result.rows().size();
                });
    }

    /** Rows that are the records' primary keys. */
    private QueryPage keys(OpenRecordSpace open, QuerySpec query, IsolationLevel isolation, BooleanSupplier cancelled) {
        QuerySpec keysOnly = query.returning(open.schema().recordType(query.recordType()).primaryKey().stream()
                .map(FieldPath::toString)
                .toList());
        BoundPlan plan = plans.plan(open, keysOnly).executable(query.allowScan());
        return new QueryPage(open, plan, null, isolation, cancelled);
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
            QueryPage page = keys(open, query, IsolationLevel.SNAPSHOT, () -> cancelled);
            plan = page.plan();
            return page.read(position, QueryLimits.COUNT_PAGE_ROWS);
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
