package io.recordstore.schema;

import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.fault.NotFound;
import io.recordstore.schema.Jobs.Job;
import io.recordstore.space.Catalog;
import io.recordstore.store.Transactions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Builds indexes over records that are there already. Of several servers one at a time builds an index: the Record
 * Layer's indexer holds a lease on it, and keeps in the store which records it has been through.
 */
@Singleton
class IndexBuilds {
    private final Transactions transactions;
    private final Catalog catalog;
    private final RecordSpaceOpener opener;
    private final Jobs jobs;
    private final IndexBuildConfig config;
    private final FDBDatabase database;

    IndexBuilds(
            Transactions transactions,
            Catalog catalog,
            RecordSpaceOpener opener,
            Jobs jobs,
            IndexBuildConfig config,
            FDBDatabase database) {
        this.transactions = transactions;
        this.catalog = catalog;
        this.opener = opener;
        this.jobs = jobs;
        this.config = config;
        this.database = database;
    }

    /** Builds what a RecordSpace has to build. */
    CompletableFuture<Void> run(Job job, BooleanSupplier stopped) {
        return new IndexBuild(this::pending, this::clear, database, config, stopped).run(job);
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
        return catalog.get(context, job.tenant(), job.space())
                .thenCompose(space -> jobs.isOf(job, space) && space.schemaVersion() > 0
                        ? opener.open(context, job.tenant(), job.space()).thenApply(this::pending)
                        : CompletableFuture.completedFuture(IndexBuild.Pending.NOTHING));
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
    private CompletableFuture<Void> clear(Job job) {
        return transactions
                .write(context -> pending(context, job)
                        .exceptionally(gone -> IndexBuild.Pending.NOTHING)
                        .thenAccept(pending -> {
                            if (pending.targets().isEmpty()) {
                                jobs.remove(context, job);
                            }
                        }))
                .replaceWithVoid()
                .subscribeAsCompletionStage();
    }
}
