package io.recordstore.operation;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.fault.Fault;
import io.recordstore.fault.FaultCode;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.name.RecordSpaceName;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** How jobs of one kind are done: in bounded transactions, with all that is to be known of how far they are in the store. */
public interface JobWork {
    /** What will be no better when it is tried again. */
    Set<FaultCode> FINAL = Set.of(
            FaultCode.INVALID_ARGUMENT,
            FaultCode.NOT_FOUND,
            FaultCode.ALREADY_EXISTS,
            FaultCode.FAILED_PRECONDITION,
            FaultCode.DATA_LOSS);

    /** The kind. */
    JobKind kind();

    /**
     * Goes on with a job where the last run left it. Every transaction that writes begins with {@link JobRun#hold}, and the
     * last one completes what that returns.
     *
     * @return done when the job is, when the run is over, or when nothing can be done for now
     */
    CompletableFuture<Void> run(JobRun run);

    /**
     * Leaves things in order, in the transaction with which a job ends before it is through.
     *
     * @param source of a fork, what is copied
     */
    CompletableFuture<Void> abandon(FDBRecordContext context, Job job, Optional<RecordSpaceName> source);

    /**
     * How far a job is.
     *
     * @param done how many records it has been through
     * @param total about how many there are
     */
    record Progress(long done, long total) {}

    /** How far a job is, where its own transactions do not say so with {@link HeldOperation#progress}. */
    default CompletableFuture<Optional<Progress>> progress(FDBRecordContext context, Job job) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** Whether a job that meets a fault has failed; otherwise it is tried again. */
    default boolean isFinal(Fault fault) {
        return FINAL.contains(fault.code()) || fault instanceof LimitExceeded;
    }
}
