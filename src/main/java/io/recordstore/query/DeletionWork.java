package io.recordstore.query;

import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.operation.HeldOperation;
import io.recordstore.operation.Job;
import io.recordstore.operation.JobKind;
import io.recordstore.operation.JobRun;
import io.recordstore.operation.JobWork;
import io.recordstore.operation.Jobs;
import io.recordstore.operation.OperationConfig;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.schema.SealedStates;
import io.recordstore.space.Catalog;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.StoredDeletion;
import io.recordstore.store.Committed;
import io.recordstore.store.Transactions;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Deletes what a query selects behind the call. What was asked for and how far it is are in the store, sealed, and are read
 * and written in each page's own transaction. A schema that is applied meanwhile makes it begin anew: what is gone is gone.
 */
@Singleton
class DeletionWork implements JobWork {
    private final Transactions transactions;
    private final Catalog catalog;
    private final RecordSpaceOpener opener;
    private final Plans plans;
    private final SealedStates states;
    private final DeletionRequests requests;
    private final OperationConfig config;
    private final FDBDatabase database;

    DeletionWork(
            Transactions transactions,
            Catalog catalog,
            RecordSpaceOpener opener,
            Plans plans,
            SealedStates states,
            DeletionRequests requests,
            OperationConfig config,
            FDBDatabase database) {
        this.transactions = transactions.inBackground();
        this.catalog = catalog;
        this.opener = opener;
        this.plans = plans;
        this.states = states;
        this.requests = requests;
        this.config = config;
        this.database = database;
    }

    private record Page(boolean isLast, int records) {
        static final Page LAST = new Page(true, 0);
    }

    @Override
    public JobKind kind() {
        return JobKind.DELETE_WHERE;
    }

    @Override
    public CompletableFuture<Void> run(JobRun run) {
        if (run.isStopped()) {
            return CompletableFuture.completedFuture(null);
        }
        return transactions
                .write(context -> run.hold(context).thenCompose(held -> page(context, run, held)))
                .map(Committed::value)
                .subscribeAsCompletionStage()
                .thenCompose(page -> page.isLast()
                        ? CompletableFuture.completedFuture(null)
                        : pause(page.records()).thenCompose(paused -> run(run)));
    }

    private CompletableFuture<Void> pause(long records) {
        long millis = records * 1000 / config.recordsPerSecond();
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, database.getExecutor()));
    }

    private CompletableFuture<Page> page(FDBRecordContext context, JobRun run, HeldOperation held) {
        return space(context, run.job()).thenCompose(space -> {
            if (space.isEmpty()) {
                held.endWithItsSpace();
                return CompletableFuture.completedFuture(Page.LAST);
            }
            return states.read(context, space.get(), run.job().operation())
                    .thenCombine(
                            opener.open(context, space.get()),
                            (state, open) -> page(context, run, held, open, parse(state.orElseThrow())))
                    .thenCompose(page -> page);
        });
    }

    private CompletableFuture<Optional<RecordSpace>> space(FDBRecordContext context, Job job) {
        return catalog.findAny(context, job.tenant(), job.space())
                .thenApply(space -> space.filter(there -> Jobs.isOf(job, there)));
    }

    private static StoredDeletion parse(byte[] state) {
        try {
            return StoredDeletion.parseFrom(state);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what is to be deleted cannot be read", e);
        }
    }

    private CompletableFuture<Page> page(
            FDBRecordContext context, JobRun run, HeldOperation held, OpenRecordSpace open, StoredDeletion state) {
        return new DeletionPage(open, plans, run::isStopped)
                .delete(requests.read(state.getRequest()), start(open, state))
                .thenApply(result -> {
                    long deleted = state.getDeleted() + result.rows().size();
                    held.progress(deleted);
                    if (result.next() == null) {
                        held.complete();
                        states.clear(context, open.space(), run.job().operation());
                        return Page.LAST;
                    }
                    StoredDeletion next = state.toBuilder()
                            .setDeleted(deleted)
                            .setPosition(ByteString.copyFrom(result.next().pack()))
                            .setSchemaVersion(open.schema().version())
                            .build();
                    states.write(context, open.space(), run.job().operation(), next.toByteArray());
                    return new Page(false, result.rows().size());
                });
    }

    /** A position is of one schema version's plan. */
    private static Position start(OpenRecordSpace open, StoredDeletion state) {
        return state.getPosition().isEmpty()
                        || state.getSchemaVersion() != open.schema().version()
                ? Position.START
                : Position.unpack(state.getPosition().toByteArray());
    }

    /** What is deleted is deleted; the rest stays. */
    @Override
    public CompletableFuture<Void> abandon(FDBRecordContext context, Job job, Optional<RecordSpaceName> source) {
        return space(context, job)
                .thenAccept(space -> space.ifPresent(there -> states.clear(context, there, job.operation())));
    }
}
