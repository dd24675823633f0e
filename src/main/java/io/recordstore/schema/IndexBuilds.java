package io.recordstore.schema;

import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.fault.Fault;
import io.recordstore.fault.NotFound;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.operation.HeldOperation;
import io.recordstore.operation.Job;
import io.recordstore.operation.JobKind;
import io.recordstore.operation.JobRun;
import io.recordstore.operation.JobWork;
import io.recordstore.operation.Jobs;
import io.recordstore.operation.OperationConfig;
import io.recordstore.space.Catalog;
import io.recordstore.store.Transactions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Builds indexes over records that are there already. The Record Layer's indexer keeps in the store which records it has
 * been through, and holds a lease of its own on each index, beside that on the job.
 */
@Singleton
class IndexBuilds implements JobWork {
    private final Transactions transactions;
    private final Catalog catalog;
    private final RecordSpaceOpener opener;
    private final OperationConfig config;
    private final FDBDatabase database;

    IndexBuilds(
            Transactions transactions,
            Catalog catalog,
            RecordSpaceOpener opener,
            OperationConfig config,
            FDBDatabase database) {
        this.transactions = transactions;
        this.catalog = catalog;
        this.opener = opener;
        this.config = config;
        this.database = database;
    }

    @Override
    public JobKind kind() {
        return JobKind.INDEX_BUILD;
    }

    /** Builds what a RecordSpace has to build. */
    @Override
    public CompletableFuture<Void> run(JobRun run) {
        return new IndexBuild(this::pending, this::complete, database, config, run).run();
    }

    /** What is left to build; nothing when the RecordSpace is gone or was made anew. */
    private CompletableFuture<IndexBuild.Pending> pending(Job job) {
        return transactions
                .read(context -> pending(context, job))
                .onFailure(NotFound.class)
                .recoverWithItem(IndexBuild.Pending.NOTHING)
                .subscribeAsCompletionStage();
    }

    private CompletableFuture<IndexBuild.Pending> pending(FDBRecordContext context, Job job) {
        return open(context, job).thenApply(open -> open.map(this::pending).orElse(IndexBuild.Pending.NOTHING));
    }

    /** Nothing when the RecordSpace has no schema, is gone or was made anew. */
    private CompletableFuture<Optional<OpenRecordSpace>> open(FDBRecordContext context, Job job) {
        return catalog.findAny(context, job.tenant(), job.space())
                .thenCompose(space -> space.isPresent()
                                && Jobs.isOf(job, space.get())
                                && space.get().schemaVersion() > 0
                        ? opener.open(context, space.get()).thenApply(Optional::of)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    private IndexBuild.Pending pending(OpenRecordSpace open) {
        List<IndexBuild.Target> targets = open.schema().stored().getIndexesList().stream()
                .filter(index ->
                        !open.store().isIndexReadable(index.getDefinition().getName()))
                .map(index -> new IndexBuild.Target(index.getDefinition().getName(), index.getSinceVersion()))
                .toList();
        return new IndexBuild.Pending(opener.builder(open.space(), open.schema()), open.schema(), targets);
    }

    /** Unless another schema was applied in the meantime, which has more to build. */
    private CompletableFuture<Void> complete(JobRun run) {
        return transactions
                .write(context -> run.hold(context).thenCompose(held -> complete(context, run.job(), held)))
                .replaceWithVoid()
                .subscribeAsCompletionStage();
    }

    private CompletableFuture<Void> complete(FDBRecordContext context, Job job, HeldOperation held) {
        return open(context, job).thenCompose(open -> {
            if (open.isEmpty()) {
                held.endWithItsSpace();
            } else if (pending(open.get()).targets().isEmpty()) {
                return records(open.get()).thenAccept(records -> {
                    held.progress(records, records);
                    held.complete();
                });
            }
            return CompletableFuture.completedFuture(null);
        });
    }

    private static CompletableFuture<Long> records(OpenRecordSpace open) {
        return RecordCounts.sum(open.store(), open.schema());
    }

    /** Of indexes that are built one after the other, the one that is furthest. */
    @Override
    public CompletableFuture<Optional<Progress>> progress(FDBRecordContext context, Job job) {
        return open(context, job)
                .thenCompose(open -> open.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : new IndexReports(open.get(), false).all().thenApply(IndexBuilds::progress));
    }

    private static Optional<Progress> progress(List<IndexProgress> indexes) {
        return indexes.stream()
                .filter(index -> index.recordsTotal() > 0)
                .map(index -> new Progress(index.recordsIndexed(), index.recordsTotal()))
                .reduce((one, other) -> one.done() >= other.done() ? one : other);
    }

    /** The indexes stay in the schema, disabled and empty, until a schema is applied again. */
    @Override
    public CompletableFuture<Void> abandon(FDBRecordContext context, Job job, Optional<RecordSpaceName> source) {
        return open(context, job).thenCompose(open -> {
            CompletableFuture<?> disabled = CompletableFuture.completedFuture(null);
            Function<String, CompletableFuture<Boolean>> disable =
                    open.isEmpty() ? null : open.get().store()::markIndexDisabled;
            for (IndexBuild.Target target :
                    open.map(this::pending).orElse(IndexBuild.Pending.NOTHING).targets()) {
                disabled = disabled.thenCompose(done -> disable.apply(target.name()));
            }
            return disabled.thenApply(done -> null);
        });
    }

    /** What keeps an index from being complete, such as equal values in a unique one, may be different later. */
    @Override
    public boolean isFinal(Fault fault) {
        return false;
    }
}
