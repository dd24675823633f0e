package io.recordstore.operation;

import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.storage.v1.StoredOperation;
import io.recordstore.storage.v1.StoredOperationState;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Which server works on a job. A server takes a job for the time of a lease, says again and again that it is still at it,
 * and gives it back when it is not. Who takes a job up when its lease has run out gets the next number of a run; the lease
 * keeps servers from trying, the number from committing ({@link JobRun#hold}): so clocks that differ cost time, not order.
 */
@Singleton
class Leases {
    private final Jobs jobs;
    private final OperationKeys keys;
    private final OperationConfig config;
    private final Clock clock;
    private final String server;

    Leases(Jobs jobs, OperationConfig config, Clock clock, @Root Subspace root) {
        this.jobs = jobs;
        this.keys = new OperationKeys(root);
        this.config = config;
        this.clock = clock;
        this.server = config.server().orElseGet(Leases::machine);
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }

    /** What came of trying to take a job. */
    sealed interface Taken {
        /** It is this server's, under the number of its run. */
        record Mine(long run, boolean isCancelRequested) implements Taken {}

        /** Another server is at it. */
        record Others() implements Taken {}

        /** There is nothing to do any more. */
        record Over() implements Taken {}
    }

    CompletableFuture<Taken> take(FDBRecordContext context, Job job) {
        Transaction transaction = context.ensureActive();
        return jobs.operation(context, job.tenantId(), job.operation())
                .thenCombine(transaction.get(key(job)), (found, lease) -> take(context, job, found, lease));
    }

    private Taken take(FDBRecordContext context, Job job, Optional<StoredOperation> found, byte[] lease) {
        if (found.isEmpty() || StoredOperations.state(found.get()).isOver()) {
            jobs.remove(context, job);
            return new Taken.Over();
        }
        if (lease != null && Tuple.fromBytes(lease).getLong(0) > clock.millis()) {
            return new Taken.Others();
        }
        long run = found.get().getRun() + 1;
        jobs.write(
                context,
                job,
                found.get().toBuilder()
                        .setRun(run)
                        .setServer(server)
                        .setState(StoredOperationState.STORED_OPERATION_STATE_RUNNING)
                        .build());
        extend(context, job);
        return new Taken.Mine(run, found.get().getCancelRequested());
    }

    private void extend(FDBRecordContext context, Job job) {
        long until = clock.millis() + config.lease().toMillis();
        context.ensureActive().set(key(job), Tuple.from(until).pack());
    }

    /**
     * Says that this server is still at a job, and how far it is.
     *
     * @return whether it may go on
     */
    CompletableFuture<Boolean> renew(FDBRecordContext context, JobRun run, JobWork work) {
        return jobs.operation(context, run.job().tenantId(), run.job().operation())
                .thenCompose(found -> {
                    if (found.isEmpty()
                            || found.get().getRun() != run.number()
                            || found.get().getCancelRequested()
                            || StoredOperations.state(found.get()).isOver()) {
                        return CompletableFuture.completedFuture(false);
                    }
                    extend(context, run.job());
                    return work.progress(context, run.job())
                            .exceptionally(untold -> Optional.empty())
                            .thenApply(progress -> {
                                progress.ifPresent(far -> new HeldOperation(jobs, context, run.job(), found.get())
                                        .progress(far.done(), far.total()));
                                return true;
                            });
                });
    }

    /**
     * Gives a job back that is not through.
     *
     * @param failure why it does not get on; empty when nothing went wrong
     * @return whether a user has ended it in the meantime
     */
    CompletableFuture<Boolean> giveBack(FDBRecordContext context, JobRun run, Optional<Failure> failure) {
        Job job = run.job();
        return jobs.operation(context, job.tenantId(), job.operation()).thenApply(found -> {
            boolean isMine = found.isPresent()
                    && found.get().getRun() == run.number()
                    && !StoredOperations.state(found.get()).isOver();
            if (!isMine) {
                return false;
            }
            StoredOperation.Builder operation =
                    found.get().toBuilder().setState(StoredOperationState.STORED_OPERATION_STATE_UNSPECIFIED);
            failure.ifPresent(why -> operation.setFailure(jobs.failure(why.reason(), why.message())));
            jobs.write(context, job, operation.build());
            context.ensureActive().clear(key(job));
            return operation.getCancelRequested();
        });
    }

    /** Why a job does not get on, in the user's terms. */
    record Failure(String reason, String message) {}

    private byte[] key(Job job) {
        return keys.lease(job.tenantId(), job.operation());
    }
}
