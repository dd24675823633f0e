package io.recordstore.operation;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A server's turn at a job. It may go on as long as no other server has taken the job up: {@link #hold} reads that in the
 * transaction itself, so that of two servers whose clocks differ, or of which one has slept, only one ever commits.
 */
public final class JobRun {
    private final Jobs jobs;
    private final Job job;
    private final long number;
    private final BooleanSupplier stopped;
    private volatile boolean isOver;

    /**
     * @param number counts the servers that took the job up
     * @param stopped whether this server begins no further transaction
     */
    JobRun(Jobs jobs, Job job, long number, BooleanSupplier stopped) {
        this.jobs = jobs;
        this.job = job;
        this.number = number;
        this.stopped = stopped;
    }

    /** What is to be done. */
    public Job job() {
        return job;
    }

    long number() {
        return number;
    }

    /** Whether no further transaction is to begin. */
    public boolean isStopped() {
        return isOver || stopped.getAsBoolean();
    }

    /** Another server goes on, or a user has ended the operation. */
    void end() {
        isOver = true;
    }

    /**
     * Binds a transaction to this run: it commits only while no other server has taken the job up and no user has ended it.
     *
     * @return the operation, to be told how far it is; fails when the run is over
     */
    public CompletableFuture<HeldOperation> hold(FDBRecordContext context) {
        return jobs.operation(context, job.tenantId(), job.operation()).thenApply(found -> {
            boolean isMine = found.isPresent()
                    && found.get().getRun() == number
                    && !found.get().getCancelRequested()
                    && !StoredOperations.state(found.get()).isOver();
            if (!isMine) {
                end();
                throw new RunOver();
            }
            return new HeldOperation(jobs, context, job, found.get());
        });
    }
}
