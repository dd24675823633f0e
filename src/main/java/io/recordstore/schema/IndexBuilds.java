package io.recordstore.schema;

import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.fault.NotFound;
import io.recordstore.schema.IndexBuildJobs.Job;
import io.recordstore.space.Catalog;
import io.recordstore.space.RecordSpace;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Builds indexes over records that are there already, while others read and write.
 *
 * <p>What is to be built is a job in the store ({@link IndexBuildJobs}), so any server goes on with it after a restart.
 * Of several servers one at a time builds an index: the Record Layer's indexer holds a lease on it, and keeps in the
 * store which records it has been through. On one server the builds of a RecordSpace run one after the other: each is
 * appended to the last in {@code running}.
 */
@Singleton
public class IndexBuilds {
    private static final Logger LOG = Logger.getLogger(IndexBuilds.class);
    private static final int JOBS_PER_LOOK = 100;

    private final Transactions transactions;
    private final Catalog catalog;
    private final RecordSpaceOpener opener;
    private final IndexBuildJobs jobs;
    private final IndexBuildConfig config;
    private final FDBDatabase database;
    private final Map<ByteBuffer, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
    private final Semaphore resumed;
    private volatile byte[] lastResumed = IndexBuildJobs.FROM_THE_FIRST;
    private volatile boolean stopped;

    IndexBuilds(
            Transactions transactions,
            Catalog catalog,
            RecordSpaceOpener opener,
            IndexBuildJobs jobs,
            IndexBuildConfig config,
            FDBDatabase database) {
        this.transactions = transactions;
        this.catalog = catalog;
        this.opener = opener;
        this.jobs = jobs;
        this.config = config;
        this.database = database;
        this.resumed = new Semaphore(config.concurrency());
    }

    /** How indexes are built. */
    public IndexBuildConfig config() {
        return config;
    }

    /**
     * Goes on with builds that no call of this server waits for, as many at a time as the configuration says: each call
     * where the last left off. The future is done when they have been started.
     */
    public Uni<Void> resume() {
        return transactions
                .read(context -> jobs.list(context, lastResumed, JOBS_PER_LOOK))
                .invoke(this::takeUp)
                .replaceWithVoid();
    }

    private void takeUp(List<Job> found) {
        for (Job job : found) {
            if (!running.containsKey(ByteBuffer.wrap(job.key()))) {
                if (!resumed.tryAcquire()) {
                    return;
                }
                start(job).whenComplete((done, error) -> resumed.release());
            }
            lastResumed = job.key();
        }
        lastResumed = IndexBuildJobs.FROM_THE_FIRST;
    }

    /** No build starts any more, and those that run end with their transaction; another server goes on with them. */
    public void stop() {
        stopped = true;
    }

    /** Builds what a RecordSpace has to build. */
    CompletableFuture<Void> start(RecordSpace space) {
        return start(jobs.of(space));
    }

    private CompletableFuture<Void> start(Job job) {
        ByteBuffer id = ByteBuffer.wrap(job.key());
        CompletableFuture<Void> build = running.compute(
                id,
                (key, last) -> last == null
                        ? run(job)
                        : last.handle((done, error) -> null).thenCompose(x -> run(job)));
        build.whenComplete((done, error) -> {
            running.remove(id, build);
            report(job, error);
        });
        return build;
    }

    private static void report(Job job, Throwable error) {
        if (error != null) {
            LOG.warnf(error, "the indexes of RecordSpace %s could not be built; it is tried again", job.space());
        }
    }

    private CompletableFuture<Void> run(Job job) {
        return new IndexBuild(this::pending, done -> clear(job), database, config, () -> stopped).run(job);
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
