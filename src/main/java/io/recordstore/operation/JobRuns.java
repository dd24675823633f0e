package io.recordstore.operation;

import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import io.quarkus.arc.All;
import io.recordstore.fault.Fault;
import io.recordstore.space.RecordSpace;
import io.recordstore.store.Committed;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Does what RecordSpaces have to do behind their calls, while others read and write.
 *
 * <p>What is to be done is a job in the store ({@link Jobs}), so any server goes on with it after a restart, and one at a
 * time ({@link Leases}). On one server the runs of a job follow one another: each is appended to the last in
 * {@code running}.
 */
@Singleton
public class JobRuns {
    private static final Logger LOG = Logger.getLogger(JobRuns.class);
    private static final int JOBS_PER_LOOK = 100;
    private static final long RETRY_MILLIS = 250;

    private final Transactions transactions;
    private final Jobs jobs;
    private final Leases leases;
    private final Map<JobKind, JobWork> works = new EnumMap<>(JobKind.class);
    private final OperationConfig config;
    private final JobMeters meters;
    private final FDBDatabase database;
    private final Map<Job, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
    private final Semaphore resumed;
    private volatile byte[] lastResumed = Jobs.FROM_THE_FIRST;
    private volatile boolean stopped;

    JobRuns(
            Transactions transactions,
            Jobs jobs,
            Leases leases,
            @All List<JobWork> works,
            OperationConfig config,
            JobMeters meters,
            FDBDatabase database) {
        this.transactions = transactions;
        this.jobs = jobs;
        this.leases = leases;
        works.forEach(work -> this.works.put(work.kind(), work));
        this.config = config;
        this.meters = meters;
        this.database = database;
        this.resumed = new Semaphore(config.concurrency());
    }

    /** How jobs are run. */
    public OperationConfig config() {
        return config;
    }

    /**
     * Goes on with jobs that no server works on, as many at a time as the configuration says: each call where the last
     * left off. The future is done when they have been started.
     */
    public Uni<Void> resume() {
        return transactions
                .atCachedVersion()
                .read(context -> jobs.list(context, lastResumed, JOBS_PER_LOOK))
                .invoke(this::takeUp)
                .replaceWithVoid();
    }

    /** Forgets operations that have been over for long enough. */
    public Uni<Void> forgetOld() {
        return transactions
                .inBackground()
                .write(context -> jobs.forgetOld(context, JOBS_PER_LOOK))
                .replaceWithVoid();
    }

    private void takeUp(List<Job> found) {
        for (Job job : found) {
            if (!running.containsKey(job)) {
                if (!resumed.tryAcquire()) {
                    return;
                }
                start(job, 0).whenComplete((done, error) -> resumed.release());
            }
            lastResumed = jobs.key(job);
        }
        lastResumed = Jobs.FROM_THE_FIRST;
    }

    /** No job starts any more, and those that run end with their transaction; another server goes on with them. */
    public void stop() {
        stopped = true;
    }

    /**
     * Does what a RecordSpace has to do of a kind, and waits for it as long as {@link OperationConfig#patience} says; then it
     * goes on behind the call. What goes wrong with it is told by its operation, and is no failure of the call.
     */
    public Uni<Void> startPatiently(JobKind kind, RecordSpace space) {
        return transactions
                .read(context -> jobs.of(context, kind, space))
                .onFailure()
                .recoverWithItem(List.of())
                .chain(found -> awaitPatiently(CompletableFuture.allOf(
                        found.stream().map(this::startForCall).toArray(CompletableFuture<?>[]::new))));
    }

    /** The same of one job. */
    public Uni<Void> awaitPatiently(Job job) {
        return awaitPatiently(startForCall(job));
    }

    private CompletableFuture<Void> startForCall(Job job) {
        return start(job, config.patience().toMillis());
    }

    /** It waits for a copy of the future, since it cancels what it no longer waits for. */
    private Uni<Void> awaitPatiently(CompletableFuture<Void> run) {
        return Uni.createFrom()
                .completionStage(run.copy())
                .onFailure()
                .recoverWithNull()
                .ifNoItem()
                .after(config.patience())
                .recoverWithItem(() -> null);
    }

    /** @param patienceMillis for how long it waits for a server that works on the job already */
    private CompletableFuture<Void> start(Job job, long patienceMillis) {
        CompletableFuture<Void> run = running.compute(
                job,
                (key, last) -> last == null
                        ? take(job, patienceMillis)
                        : last.handle((done, error) -> null).thenCompose(x -> take(job, patienceMillis)));
        run.whenComplete((done, error) -> {
            running.remove(job, run);
            report(job, error);
        });
        return run;
    }

    private CompletableFuture<Void> take(Job job, long patienceMillis) {
        if (stopped) {
            return CompletableFuture.completedFuture(null);
        }
        return transactions
                .write(context -> leases.take(context, job))
                .map(Committed::value)
                .subscribeAsCompletionStage()
                .thenCompose(taken -> {
                    if (taken instanceof Leases.Taken.Mine mine) {
                        return run(job, mine);
                    }
                    return taken instanceof Leases.Taken.Over || patienceMillis <= 0
                            ? CompletableFuture.completedFuture(null)
                            : later(job, patienceMillis - RETRY_MILLIS);
                });
    }

    private CompletableFuture<Void> later(Job job, long patienceMillis) {
        return CompletableFuture.runAsync(
                        () -> {},
                        CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, database.getExecutor()))
                .thenCompose(waited -> take(job, patienceMillis));
    }

    private CompletableFuture<Void> run(Job job, Leases.Taken.Mine mine) {
        long began = meters.began(job.kind());
        JobWork work = works.get(job.kind());
        JobRun run = new JobRun(jobs, job, mine.run(), () -> stopped);
        return new LeasedRun(
                        transactions.inBackground(), jobs, leases, config.lease(), work, run, database.getExecutor())
                .start(mine.isCancelRequested())
                .whenComplete((done, error) -> meters.ended(job.kind(), began, error));
    }

    private static void report(Job job, Throwable error) {
        if (error instanceof Fault || (error != null && error.getCause() instanceof Fault)) {
            LOG.infof("%s of RecordSpace %s does not get on: %s", job.kind(), job.space(), error.getMessage());
        } else if (error != null) {
            LOG.warnf(error, "%s of RecordSpace %s failed; it is tried again", job.kind(), job.space());
        }
    }
}
