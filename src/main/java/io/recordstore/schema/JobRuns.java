package io.recordstore.schema;

import io.recordstore.schema.Jobs.Job;
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
 * Does what RecordSpaces have to do behind their calls, while others read and write.
 *
 * <p>What is to be done is a job in the store ({@link Jobs}), so any server goes on with it after a restart. How several
 * servers share one is the matter of its kind. On one server the runs of a job follow one another: each is appended to the
 * last in {@code running}.
 */
@Singleton
public class JobRuns {
    private static final Logger LOG = Logger.getLogger(JobRuns.class);
    private static final int JOBS_PER_LOOK = 100;

    private final Transactions transactions;
    private final Jobs jobs;
    private final IndexBuilds indexBuilds;
    private final Reseals reseals;
    private final IndexBuildConfig config;
    private final JobMeters meters;
    private final Map<ByteBuffer, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
    private final Semaphore resumed;
    private volatile byte[] lastResumed = Jobs.FROM_THE_FIRST;
    private volatile boolean stopped;

    JobRuns(
            Transactions transactions,
            Jobs jobs,
            IndexBuilds indexBuilds,
            Reseals reseals,
            IndexBuildConfig config,
            JobMeters meters) {
        this.transactions = transactions;
        this.jobs = jobs;
        this.indexBuilds = indexBuilds;
        this.reseals = reseals;
        this.config = config;
        this.meters = meters;
        this.resumed = new Semaphore(config.concurrency());
    }

    /** How jobs are run. */
    public IndexBuildConfig config() {
        return config;
    }

    /**
     * Goes on with jobs that no call of this server waits for, as many at a time as the configuration says: each call
     * where the last left off. The future is done when they have been started.
     */
    public Uni<Void> resume() {
        return transactions
                .atCachedVersion()
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
        lastResumed = Jobs.FROM_THE_FIRST;
    }

    /** No job starts any more, and those that run end with their transaction; another server goes on with them. */
    public void stop() {
        stopped = true;
    }

    /** Does what a RecordSpace has to do. */
    CompletableFuture<Void> start(JobKind kind, RecordSpace space) {
        return start(jobs.of(kind, space));
    }

    private CompletableFuture<Void> start(Job job) {
        ByteBuffer id = ByteBuffer.wrap(job.key());
        CompletableFuture<Void> run = running.compute(
                id,
                (key, last) -> last == null
                        ? run(job)
                        : last.handle((done, error) -> null).thenCompose(x -> run(job)));
        run.whenComplete((done, error) -> {
            running.remove(id, run);
            report(job, error);
        });
        return run;
    }

    private CompletableFuture<Void> run(Job job) {
        long began = meters.began(job.kind());
        CompletableFuture<Void> run =
                switch (job.kind()) {
                    case INDEX_BUILD -> indexBuilds.run(job, () -> stopped);
                    case RESEAL -> reseals.run(job, () -> stopped);
                };
        return run.whenComplete((done, error) -> meters.ended(job.kind(), began, error));
    }

    private static void report(Job job, Throwable error) {
        if (error != null) {
            LOG.warnf(error, "%s of RecordSpace %s failed; it is tried again", job.kind(), job.space());
        }
    }
}
