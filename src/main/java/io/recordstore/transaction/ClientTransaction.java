package io.recordstore.transaction;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import io.recordstore.fault.CommitUnknown;
import io.recordstore.fault.Conflict;
import io.recordstore.fault.DeadlineExceeded;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.query.Aggregates;
import io.recordstore.query.Queries;
import io.recordstore.query.QuerySpec;
import io.recordstore.query.QuerySpec.Isolation;
import io.recordstore.record.OpenRecords;
import io.recordstore.record.RecordContent;
import io.recordstore.record.RecordTransactions;
import io.recordstore.record.Scalar;
import io.recordstore.record.VersionedRecord;
import io.recordstore.store.OpenTransaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A transaction that a client leads, on one RecordSpace. Its steps are asked for one after the other, each when the last is
 * over. The RecordSpace is opened with the first step that needs it, so that nothing is told to whoever does not get so
 * far.
 *
 * <p>It closes itself when its time is over. Of the two futures the first is true when the warning is due, the second when
 * the time is over; both are false when the transaction was closed before.
 */
public final class ClientTransaction {
    private final OpenTransaction transaction;
    private final RecordTransactions store;
    private final Queries queries;
    private final Aggregates aggregates;
    private final TenantName tenant;
    private final RecordSpaceName space;
    private final List<Optional<FDBRecordVersion>> places = new ArrayList<>();
    private final CompletableFuture<Boolean> warning;
    private final CompletableFuture<Boolean> end;
    private CompletableFuture<OpenRecords> records;

    /** From then on the store says what becomes of it, and no clock does. */
    private volatile boolean isCommitting;

    /** @param after gives a future that becomes true after a time */
    ClientTransaction(
            OpenTransaction transaction,
            Function<Duration, CompletableFuture<Boolean>> after,
            RecordTransactions store,
            Queries queries,
            Aggregates aggregates,
            TenantName tenant,
            RecordSpaceName space) {
        this.transaction = transaction;
        this.store = store;
        this.queries = queries;
        this.aggregates = aggregates;
        this.tenant = tenant;
        this.space = space;
        this.warning = after.apply(TransactionLimits.TIME_LIMIT.minus(TransactionLimits.WARNING));
        this.end = after.apply(TransactionLimits.TIME_LIMIT);
        this.end.thenRun(transaction::close);
    }

    /** Fixes the moment that the transaction reads. */
    public Uni<Void> begin() {
        return transaction.run(FDBRecordContext::getReadVersionAsync).replaceWithVoid();
    }

    /**
     * How long the transaction has left, when that is little; ends with the transaction, and fails with {@link
     * DeadlineExceeded} when its time is over.
     */
    public Multi<Duration> warnings() {
        Multi<Duration> warned = Multi.createFrom()
                .completionStage(warning.copy())
                .filter(isDue -> isDue)
                .map(isDue -> TransactionLimits.WARNING);
        Multi<Duration> ended = Multi.createFrom()
                .completionStage(end.copy())
                .filter(isOver -> isOver && !isCommitting)
                .onItem()
                .transformToUniAndConcatenate(isOver -> Uni.createFrom().failure(timeIsOver()));
        return Multi.createBy().concatenating().streams(warned, ended);
    }

    private static DeadlineExceeded timeIsOver() {
        return new DeadlineExceeded("the transaction was open for more than the "
                + TransactionLimits.TIME_LIMIT.toSeconds()
                + " seconds that one may last, and nothing was written: begin another, and do less in it");
    }

    /** @param snapshot whether others may change the record without making this transaction conflict */
    public Uni<Optional<VersionedRecord>> get(
            String recordType, List<Scalar> primaryKey, RecordContent.Format format, boolean snapshot) {
        return step(open -> open.find(recordType, primaryKey, format, snapshot));
    }

    /**
     * A page of a query.
     *
     * @param query isolated as what it reads is to be guarded
     * @param rows how many at most
     * @param continuation where to start; empty for the beginning
     */
    public Uni<Queries.Page> page(QuerySpec query, RecordContent.Format format, int rows, String continuation) {
        return step(open -> isolated(open, query)
                .thenCompose(source -> queries.page(source.space(), query, format, rows, continuation)));
    }

    /** @param query isolated as what it counts is to be guarded */
    public Uni<Long> count(QuerySpec query) {
        return step(open -> isolated(open, query)
                .thenCompose(source -> query.isolation() == Isolation.SNAPSHOT
                        ? aggregates.countInSnapshot(source.space(), query)
                        : aggregates.count(source.space(), query)));
    }

    private CompletableFuture<OpenRecords> isolated(OpenRecords open, QuerySpec query) {
        return query.isolation() == Isolation.SNAPSHOT
                ? store.asSnapshot(open)
                : CompletableFuture.completedFuture(open);
    }

    /** Fails as a single write does. */
    public Uni<Void> write(Write write) {
        return step(open -> Writes.apply(open, write)).invoke(places::add).replaceWithVoid();
    }

    /** Makes this transaction conflict with others that write the record. */
    public Uni<Void> guardAsRead(String recordType, List<Scalar> primaryKey) {
        return step(open -> {
            open.guardAsRead(recordType, primaryKey);
            return CompletableFuture.completedFuture(null);
        });
    }

    /** Makes others that read the record conflict with this transaction. */
    public Uni<Void> guardAsWritten(String recordType, List<Scalar> primaryKey) {
        return step(open -> {
            open.guardAsWritten(recordType, primaryKey);
            return CompletableFuture.completedFuture(null);
        });
    }

    /**
     * Commits, which is the end of the transaction.
     *
     * @return fails with {@link Conflict} when another transaction changed what this one read, and with {@link
     *     CommitUnknown} when the store does not say what became of it
     */
    public Uni<CommitResult> commit() {
        isCommitting = true;
        return store.commit(transaction)
                .map(versionstamp -> CommitResult.of(versionstamp, places, false))
                .onTermination()
                .invoke(this::close);
    }

    /** Ends the transaction; what was not committed is forgotten. */
    public void close() {
        warning.complete(false);
        end.complete(false);
    }

    private <T> Uni<T> step(Function<OpenRecords, CompletableFuture<T>> body) {
        return transaction.run(context -> opened(context).thenCompose(body));
    }

    /** Called by one step after the other. */
    private CompletableFuture<OpenRecords> opened(FDBRecordContext context) {
        if (records == null) {
            records = store.open(context, tenant, space);
        }
        return records;
    }
}
