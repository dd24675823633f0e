package io.recordstore.query;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.google.protobuf.ByteString;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.operation.Job;
import io.recordstore.operation.JobKind;
import io.recordstore.operation.JobRuns;
import io.recordstore.operation.Jobs;
import io.recordstore.operation.Operation;
import io.recordstore.operation.Operations;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.schema.SealedStates;
import io.recordstore.storage.v1.StoredDeletion;
import io.recordstore.store.Committed;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Deletes what a query selects, in transactions of bounded size. */
@Singleton
public class Deletions {
    private final Transactions transactions;
    private final RecordSpaceOpener opener;
    private final Plans plans;
    private final QueryMeters meters;
    private final SealedStates states;
    private final Jobs jobs;
    private final JobRuns runs;
    private final Operations operations;

    Deletions(
            Transactions transactions,
            RecordSpaceOpener opener,
            Plans plans,
            QueryMeters meters,
            SealedStates states,
            Jobs jobs,
            JobRuns runs,
            Operations operations) {
        this.transactions = transactions;
        this.opener = opener;
        this.plans = plans;
        this.meters = meters;
        this.states = states;
        this.jobs = jobs;
        this.runs = runs;
        this.operations = operations;
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

    /**
     * Deletes the records that a query selects by an operation, for which it waits as long as {@link
     * io.recordstore.operation.OperationConfig#patience} says.
     *
     * @param request the same query as {@link DeletionRequests} reads it
     * @return fails as {@link #run} does when no index serves the query
     */
    public Uni<Operation> runBehindTheCall(
            TenantName tenant, RecordSpaceName space, QuerySpec query, ByteString request) {
        return transactions
                .write(context ->
                        opener.open(context, tenant, space).thenCompose(open -> begin(context, open, query, request)))
                .map(Committed::value)
                .call(runs::awaitPatiently)
                .chain(job -> operations.get(tenant, space, job.operation()));
    }

    private CompletableFuture<Job> begin(
            FDBRecordContext context, OpenRecordSpace open, QuerySpec query, ByteString request) {
        plans.plan(open, query).executable(query.allowScan());
        byte[] state = StoredDeletion.newBuilder().setRequest(request).build().toByteArray();
        return jobs.of(context, JobKind.DELETE_WHERE, open.space())
                .thenAccept(Deletions::requireFew)
                .thenCompose(few -> query.filter().isPresent()
                        ? CompletableFuture.completedFuture(0L)
                        : open.countRecords(query.recordType()))
                .thenCompose(total -> jobs.add(context, JobKind.DELETE_WHERE, open.space(), Optional.empty(), total))
                .thenApply(job -> {
                    states.write(context, open.space(), job.operation(), state);
                    return job;
                });
    }

    private static void requireFew(List<Job> there) {
        if (there.size() >= QueryLimits.BACKGROUND_DELETES) {
            throw new LimitExceeded(
                    "background_deletes",
                    Integer.toString(QueryLimits.BACKGROUND_DELETES),
                    "the RecordSpace has " + QueryLimits.BACKGROUND_DELETES
                            + " deletes in the background already: wait for one to be through, or cancel one");
        }
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
            continuations = new Continuations(open, query);
            return new DeletionPage(open, plans, () -> cancelled).delete(query, startOfPage());
        }

        private Position startOfPage() {
            if (position != null) {
                return position;
            }
            return start.isEmpty() ? Position.START : Position.unpack(continuations.open(start));
        }

        private Progress progress(QueryPage.Result result) {
            meters.read(result.keyValuesRead());
            position = result.next();
            deleted += result.rows().size();
            return new Progress(deleted, position == null ? "" : continuations.seal(position.pack()));
        }
    }
}
