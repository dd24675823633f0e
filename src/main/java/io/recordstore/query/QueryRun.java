package io.recordstore.query;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.fault.DeadlineExceeded;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.query.QueryEvent.Reason;
import io.recordstore.query.QuerySpec.Isolation;
import io.recordstore.record.RecordContent;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One run of a query: what carries over from page to page. Pages are read one after the other. */
final class QueryRun {
    private final Transactions transactions;
    private final RecordSpaceOpener opener;
    private final Plans plans;
    private final QueryMeters meters;
    private final SlowQueries slowQueries;
    private final TenantName tenant;
    private final RecordSpaceName space;
    private final QuerySpec query;
    private final RecordContent.Format format;
    private final String start;
    private final long startNanos = System.nanoTime();
    private final WorkTime work = new WorkTime();

    private volatile Plan plan;
    private Position position;
    private Continuations continuations;
    private long readVersion;
    private int schemaVersion;
    private int rowsReturned;
    private long keyValuesRead;
    private boolean ended;
    private volatile boolean cancelled;

    QueryRun(
            Transactions transactions,
            RecordSpaceOpener opener,
            Plans plans,
            QueryMeters meters,
            SlowQueries slowQueries,
            TenantName tenant,
            RecordSpaceName space,
            QuerySpec query,
            RecordContent.Format format,
            String start) {
        this.transactions = transactions;
        this.opener = opener;
        this.plans = plans;
        this.meters = meters;
        this.slowQueries = slowQueries;
        this.tenant = tenant;
        this.space = space;
        this.query = query;
        this.format = format;
        this.start = start;
    }

    /** A page is read when the subscriber asks for it; a cancelled page stops where it is. */
    Multi<List<QueryEvent>> pages() {
        return Multi.createBy()
                .repeating()
                .uni(this::nextPage)
                .whilst(page -> !ended)
                .onCancellation()
                .invoke(() -> cancelled = true)
                .onTermination()
                .invoke(() -> slowQueries.ended(tenant, space, query, plan, work.cost(rowsReturned, keyValuesRead)));
    }

    private Uni<List<QueryEvent>> nextPage() {
        boolean isLater = query.isolation() == Isolation.SERIALIZABLE && readVersion != 0;
        if (isLater && System.nanoTime() - startNanos > QueryLimits.READ_VERSION_TIME.toNanos()) {
            return Uni.createFrom().item(end(Reason.READ_VERSION_EXPIRED));
        }
        Uni<List<QueryEvent>> page = work.of(transactions.read(this::readPage));
        return isLater
                ? page.onFailure(DeadlineExceeded.class).recoverWithItem(() -> end(Reason.READ_VERSION_EXPIRED))
                : page;
    }

    private CompletableFuture<List<QueryEvent>> readPage(FDBRecordContext context) {
        return atReadVersion(context)
                .thenCompose(version -> opener.open(context, tenant, space))
                .thenCompose(this::readPage);
    }

    private CompletableFuture<Long> atReadVersion(FDBRecordContext context) {
        if (query.isolation() == Isolation.SNAPSHOT) {
            return CompletableFuture.completedFuture(0L);
        }
        if (readVersion != 0) {
            return CompletableFuture.completedFuture(context.setReadVersion(readVersion));
        }
        return context.getReadVersionAsync().whenComplete((version, error) -> {
            if (error == null) {
                readVersion = version;
            }
        });
    }

    private CompletableFuture<List<QueryEvent>> readPage(OpenRecordSpace open) {
        requireSameSchema(open);
        OpenQuery page = new OpenQuery(open, plans, query, format);
        plan = page.plan();
        continuations = page.continuations();
        return page.read(startOfPage(), pageRows(), () -> cancelled).thenApply(this::events);
    }

    private Position startOfPage() {
        return position == null ? continuations.position(start) : position;
    }

    private void requireSameSchema(OpenRecordSpace open) {
        if (schemaVersion == 0) {
            schemaVersion = open.schema().version();
        } else if (schemaVersion != open.schema().version()) {
            throw new PreconditionFailed(
                    "SCHEMA_CHANGED",
                    "the schema was changed while the query ran: send it again from the start",
                    Map.of());
        }
    }

    private int pageRows() {
        boolean isOnePage = query.limit() > 0 && query.limit() <= QueryLimits.ONE_PAGE_ROWS;
        int rows = rowsReturned == 0 && !isOnePage ? QueryLimits.FIRST_PAGE_ROWS : QueryLimits.PAGE_ROWS;
        return query.limit() == 0 ? rows : Math.min(rows, query.limit() - rowsReturned);
    }

    private List<QueryEvent> events(OpenQuery.Page page) {
        position = page.next();
        rowsReturned += page.rows().size();
        keyValuesRead += page.keyValuesRead();
        meters.read(page.keyValuesRead());
        List<QueryEvent> events = new ArrayList<>(page.rows());
        reasonToEnd().ifPresent(reason -> events.addAll(end(reason)));
        return events;
    }

    private List<QueryEvent> end(Reason reason) {
        ended = true;
        return List.of(new QueryEvent.End(reason, continuations.seal(position)));
    }

    private Optional<Reason> reasonToEnd() {
        if (position == null) {
            return Optional.of(Reason.EXHAUSTED);
        }
        if (query.limit() > 0 && rowsReturned >= query.limit()) {
            return Optional.of(Reason.LIMIT_REACHED);
        }
        if (query.allowScan() && keyValuesRead >= QueryLimits.MAX_SCANNED_KEY_VALUES) {
            return Optional.of(Reason.SCAN_LIMIT_REACHED);
        }
        return Optional.empty();
    }
}
