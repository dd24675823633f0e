package io.recordstore.operation;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.fault.Fault;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.storage.v1.StoredOperation;
import io.recordstore.storage.v1.StoredOperationState;
import java.util.Map;

/** An operation in a transaction of the run that has it. */
public final class HeldOperation {
    private final Jobs jobs;
    private final FDBRecordContext context;
    private final Job job;
    private StoredOperation stored;

    HeldOperation(Jobs jobs, FDBRecordContext context, Job job, StoredOperation stored) {
        this.jobs = jobs;
        this.context = context;
        this.job = job;
        this.stored = stored;
    }

    /** Of a fork, what is copied. */
    public RecordSpaceName source() {
        return StoredOperations.source(stored).orElseThrow();
    }

    /** Says how many records it has been through. */
    public void progress(long done) {
        progress(done, stored.getTotal());
    }

    /** Says how many records it has been through, of about how many. */
    public void progress(long done, long total) {
        stored = stored.toBuilder()
                .setDone(done)
                .setTotal(total == 0 ? 0 : Math.max(done, total))
                .build();
        jobs.write(context, job, stored);
    }

    /** It is through. */
    public void complete() {
        StoredOperation.Builder through = stored.toBuilder().clearFailure();
        if (stored.getTotal() > 0) {
            through.setTotal(stored.getDone());
        }
        jobs.end(context, job, through.build(), StoredOperationState.STORED_OPERATION_STATE_DONE);
    }

    /** It does not go on: the RecordSpace that it was for has been deleted. */
    public void endWithItsSpace() {
        fail(new PreconditionFailed(
                "RECORD_SPACE_DELETED",
                "RecordSpace '" + job.space() + "' was deleted",
                Map.of("recordSpace", job.space().value())));
    }

    /** It does not go on, for a reason. */
    public void fail(Fault fault) {
        stored = stored.toBuilder()
                .setFailure(jobs.failure(fault.reason(), fault.getMessage()))
                .build();
        jobs.end(context, job, stored, StoredOperationState.STORED_OPERATION_STATE_FAILED);
    }

    /** It does not go on, since a user has ended it. */
    void cancel() {
        jobs.end(
                context,
                job,
                stored.toBuilder().clearFailure().build(),
                StoredOperationState.STORED_OPERATION_STATE_CANCELLED);
    }
}
