package io.recordstore.change;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.query.Queries;
import io.recordstore.query.QueryEvent;
import io.recordstore.query.QueryEvent.Reason;
import io.recordstore.query.QueryLimits;
import io.recordstore.query.QuerySpec;
import io.recordstore.record.RecordContent;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A query of a moment, page by page, each in a transaction that brings back what was changed since the moment, also since the
 * page before: so that all pages are of that moment, however long they are taken.
 *
 * <p>A continuation is that of the query, behind the moment: a time is found in the log once, and not again when the query goes on.
 */
final class PastQuery {
    private static final char SEPARATOR = '.';

    private final RecordSpaceOpener opener;
    private final Queries queries;
    private final PastRun run;
    private final Moment at;
    private final QuerySpec query;
    private final RecordContent.Format format;
    private final String start;
    private final int mostRows;
    private String position;
    private String prefix;
    private int rowsReturned;
    private long keyValuesRead;
    private boolean ended;
    private volatile boolean cancelled;

    /**
     * @param start where to go on; empty for the beginning
     * @param mostRows of one transaction
     */
    PastQuery(
            RecordSpaceOpener opener,
            Queries queries,
            PastRun run,
            Moment at,
            QuerySpec query,
            RecordContent.Format format,
            String start,
            int mostRows) {
        this.opener = opener;
        this.queries = queries;
        this.run = run;
        this.at = at;
        this.query = query;
        this.format = format;
        this.start = start;
        this.mostRows = mostRows;
    }

    /** The next page is read when the subscriber asks for it; a cancelled page stops where it is. */
    Multi<List<QueryEvent>> pages() {
        return Multi.createBy()
                .repeating()
                .uni(this::nextPage)
                .whilst(page -> !ended)
                .onCancellation()
                .invoke(() -> cancelled = true);
    }

    private Uni<List<QueryEvent>> nextPage() {
        return run.read(this::begin, this::page).map(this::events);
    }

    /** Always says that the log is needed. */
    private CompletableFuture<Boolean> begin(OpenRecordSpace open) {
        if (position != null) {
            return PastRun.always(open);
        }
        return resume(open).thenCompose(resumed -> {
            prefix = run.moment().token(open.hmac()) + SEPARATOR;
            position = start.substring(start.indexOf(SEPARATOR) + 1);
            return PastRun.always(open);
        });
    }

    private CompletableFuture<Void> resume(OpenRecordSpace open) {
        if (start.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        String token = start.substring(0, Math.max(start.indexOf(SEPARATOR), 0));
        LogPosition moment = LogPosition.ofToken(token, open.hmac())
                .orElseThrow(() -> new InvalidRequest(
                        "continuation", "it is not of a query of the past of this RecordSpace: leave out at, or it"));
        if (at instanceof Moment.AtVersion && !moment.equals(run.moment())) {
            throw new InvalidRequest("continuation", "it is of a query of another moment than at.version");
        }
        return run.resume(open, moment);
    }

    private CompletableFuture<Queries.Page> page(OpenRecordSpace open) {
        return new Restoration(opener, run.undo())
                .of(open)
                .thenCompose(past -> queries.page(past, query, format, pageRows(), position, () -> cancelled));
    }

    private int pageRows() {
        return query.limit() == 0 ? mostRows : Math.min(mostRows, query.limit() - rowsReturned);
    }

    private List<QueryEvent> events(Queries.Page page) {
        position = page.continuation();
        rowsReturned += page.rows().size();
        keyValuesRead += page.keyValuesRead();
        List<QueryEvent> events = new ArrayList<>();
        page.rows().forEach(row -> events.add(new QueryEvent.Row(row.record(), continuation(row.continuation()))));
        reasonToEnd().ifPresent(reason -> {
            ended = true;
            events.add(new QueryEvent.End(reason, continuation(position)));
        });
        return events;
    }

    private String continuation(String ofQuery) {
        return ofQuery.isEmpty() ? "" : prefix + ofQuery;
    }

    private Optional<Reason> reasonToEnd() {
        if (position.isEmpty()) {
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
