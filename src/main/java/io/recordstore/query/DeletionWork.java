package io.recordstore.query;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.operation.HeldOperation;
import io.recordstore.operation.Job;
import io.recordstore.operation.JobKind;
import io.recordstore.operation.JobPages;
import io.recordstore.operation.JobPages.Page;
import io.recordstore.operation.JobRun;
import io.recordstore.operation.JobWork;
import io.recordstore.operation.Jobs;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.schema.SealedStates;
import io.recordstore.space.Catalog;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.StoredDeletion;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Deletes what a query selects behind the call. What was asked for and how far it is are in the store, sealed, and are read
 * and written in each page's own transaction. A schema that is applied meanwhile makes it begin anew: what is gone is gone.
 */
@Singleton
class DeletionWork implements JobWork {
    private final JobPages pages;
    private final Catalog catalog;
    private final RecordSpaceOpener opener;
    private final Plans plans;
    private final SealedStates states;
    private final DeletionRequests requests;

    DeletionWork(
            JobPages pages,
            Catalog catalog,
            RecordSpaceOpener opener,
            Plans plans,
            SealedStates states,
            DeletionRequests requests) {
        this.pages = pages;
        this.catalog = catalog;
        this.opener = opener;
        this.plans = plans;
        this.states = states;
        this.requests = requests;
    }

    @Override
    public JobKind kind() {
        return JobKind.DELETE_WHERE;
    }

    @Override
    public CompletableFuture<Void> run(JobRun run) {
        return pages.run(run, (context, held) -> page(context, run, held));
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
