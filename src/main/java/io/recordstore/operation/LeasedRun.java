package io.recordstore.operation;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.fault.Defect;
import io.recordstore.fault.Fault;
import io.recordstore.store.Transactions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of a job on this server, from the lease to its end: the work goes on while the lease is renewed beside it; then
 * the job is over, or is given back for another run.
 */
final class LeasedRun {
    /** Of one lease, so that two renewals may fail. */
    private static final int RENEWALS = 3;

    private static final String UNTOLD = "the server failed by a defect of its own and tries again; its log tells more";

    private final Transactions transactions;
    private final Jobs jobs;
    private final Leases leases;
    private final Duration renewEvery;
    private final JobWork work;
    private final JobRun run;
    private final Executor executor;
    private volatile boolean isDone;

    /** @param executor renews the lease */
    LeasedRun(
            Transactions transactions,
            Jobs jobs,
            Leases leases,
            Duration lease,
            JobWork work,
            JobRun run,
            Executor executor) {
        this.transactions = transactions;
        this.jobs = jobs;
        this.leases = leases;
        this.renewEvery = lease.dividedBy(RENEWALS);
        this.work = work;
        this.run = run;
        this.executor = executor;
    }

    /** @param isCancelRequested whether a user has ended the operation already */
    CompletableFuture<Void> start(boolean isCancelRequested) {
        if (isCancelRequested) {
            return end(HeldOperation::cancel);
        }
        renewLater();
        return begin().handle((done, error) -> settle(cause(error))).thenCompose(settled -> settled);
    }

    private CompletableFuture<Void> begin() {
        try {
            return work.run(run);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void renewLater() {
        CompletableFuture.delayedExecutor(renewEvery.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(() -> {
                    if (!isDone) {
                        renew();
                    }
                });
    }

    private void renew() {
        transactions
                .write(context -> leases.renew(context, run, work))
                .subscribe()
                .with(
                        renewed -> {
                            if (renewed.value()) {
                                renewLater();
                            } else {
                                run.end();
                            }
                        },
                        missed -> renewLater());
    }

    private CompletableFuture<Void> settle(Throwable error) {
        isDone = true;
        if (error instanceof Fault fault && work.isFinal(fault)) {
            return end(held -> held.fail(fault));
        }
        return transactions
                .write(context -> leases.giveBack(context, run, failure(error)))
                .subscribeAsCompletionStage()
                .thenCompose(givenBack ->
                        givenBack.value() ? end(HeldOperation::cancel) : CompletableFuture.completedFuture(null))
                .thenCompose(settled -> error == null || error instanceof RunOver
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(error));
    }

    private static Optional<Leases.Failure> failure(Throwable error) {
        if (error == null || error instanceof RunOver) {
            return Optional.empty();
        }
        return Optional.of(
                error instanceof Fault fault
                        ? new Leases.Failure(fault.reason(), fault.getMessage())
                        : new Leases.Failure(Defect.REASON, UNTOLD));
    }

    /** Ends the job before it is through, unless another run has taken it up. */
    private CompletableFuture<Void> end(Consumer<HeldOperation> ending) {
        return transactions
                .write(context -> end(context, ending))
                .replaceWithVoid()
                .subscribeAsCompletionStage();
    }

    private CompletableFuture<Void> end(FDBRecordContext context, Consumer<HeldOperation> ending) {
        Job job = run.job();
        return jobs.operation(context, job.tenantId(), job.operation()).thenCompose(found -> {
            boolean isMine = found.isPresent()
                    && found.get().getRun() == run.number()
                    && !StoredOperations.state(found.get()).isOver();
            return isMine
                    ? work.abandon(context, job, StoredOperations.source(found.get()))
                            .thenRun(() -> ending.accept(new HeldOperation(jobs, context, job, found.get())))
                    : CompletableFuture.completedFuture(null);
        });
    }

    /** What was thrown, without what futures and the Record Layer wrap around it. */
    private static Throwable cause(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof Fault || cause instanceof RunOver) {
                return cause;
            }
        }
        return error;
    }
}
