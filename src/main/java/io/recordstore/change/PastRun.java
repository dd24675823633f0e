package io.recordstore.change;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What carries over from transaction to transaction while a moment is read that is past: where it lies in the log, how far the
 * log was read from there, and what was changed since. The log is only ever appended to, so what one transaction has read of it
 * another can go on with; what is read of the RecordSpace itself is read in a transaction that has read the log to its end.
 */
final class PastRun {
    static final String FIELD = "at";

    private final Transactions transactions;
    private final RecordSpaceOpener opener;
    private final Moments moments;
    private final TenantName tenant;
    private final RecordSpaceName space;
    private final Moment at;
    private final Undo undo;
    private final SameSpace same = new SameSpace();
    private LogPosition moment;
    private LogPosition reached;

    PastRun(
            Transactions transactions,
            RecordSpaceOpener opener,
            Moments moments,
            TenantName tenant,
            RecordSpaceName space,
            Moment at,
            Undo undo) {
        this.transactions = transactions;
        this.opener = opener;
        this.moments = moments;
        this.tenant = tenant;
        this.space = space;
        this.at = at;
        this.undo = undo;
    }

    /** Of a body that needs the log whatever there is. */
    static CompletableFuture<Boolean> always(OpenRecordSpace open) {
        return CompletableFuture.completedFuture(true);
    }

    Undo undo() {
        return undo;
    }

    /** Where the moment lies, once a transaction has looked. */
    LogPosition moment() {
        return moment;
    }

    /** Goes on from where another run was, with a moment that was found before; fails where it is no longer kept. */
    CompletableFuture<Void> resume(OpenRecordSpace open, LogPosition found) {
        moment = found;
        return moments.requireKept(open.store().getRecordContext(), open, found, FIELD);
    }

    /**
     * What a body reads, in the first transaction in which the log is read to its end.
     *
     * @param begins is asked in each transaction before the log is read; when it says no, the body is run at once
     */
    <T> Uni<T> read(
            Function<OpenRecordSpace, CompletableFuture<Boolean>> begins,
            Function<OpenRecordSpace, CompletableFuture<T>> body) {
        return Multi.createBy()
                .repeating()
                .uni(() -> transactions.read(context -> step(context, begins, body)))
                .whilst(Optional::isEmpty)
                .collect()
                .last()
                .map(Optional::orElseThrow);
    }

    private <T> CompletableFuture<Optional<T>> step(
            FDBRecordContext context,
            Function<OpenRecordSpace, CompletableFuture<Boolean>> begins,
            Function<OpenRecordSpace, CompletableFuture<T>> body) {
        return opener.open(context, tenant, space).thenCompose(open -> find(context, open)
                .thenCompose(found -> begins.apply(open))
                .thenCompose(isNeeded -> isNeeded ? readLog(context, open) : CompletableFuture.completedFuture(true))
                .thenCompose(isRead -> isRead
                        ? body.apply(open).thenApply(Optional::of)
                        : CompletableFuture.completedFuture(Optional.empty())));
    }

    private CompletableFuture<Void> find(FDBRecordContext context, OpenRecordSpace open) {
        same.require(open);
        KeptChanges.require(open);
        KeptChanges.requireValues(open, Undo.USE);
        return moment == null
                ? moments.find(context, open, at, FIELD).thenAccept(found -> moment = found)
                : moments.requireKept(context, open, moment, FIELD);
    }

    /** @return whether it was read to its end, or as far as it has anything to tell */
    private CompletableFuture<Boolean> readLog(FDBRecordContext context, OpenRecordSpace open) {
        return new LogPage(open.changes())
                .read(context, reached == null ? moment : reached)
                .thenApply(page -> {
                    undo.add(open, page.changes());
                    page.last().ifPresent(last -> reached = last);
                    return page.next().isEmpty() || undo.isComplete();
                });
    }
}
