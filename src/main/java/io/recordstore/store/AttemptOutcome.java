package io.recordstore.store;

import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.record.provider.foundationdb.FDBExceptions;
import io.recordstore.fault.CommitUnknown;
import io.recordstore.fault.Conflict;
import io.recordstore.fault.DeadlineExceeded;
import io.recordstore.fault.Fault;
import java.util.concurrent.CancellationException;

/** How an attempt at a transaction ended. */
enum AttemptOutcome {
    /** It committed, or it read all that it had to. */
    OK,
    /** Something that it read was changed by another that committed first. */
    CONFLICT,
    /** It lasted longer than a transaction may. */
    TOO_OLD,
    /** It may have committed, or not. */
    UNKNOWN,
    /** The call was refused, for its contents or the state of what it is about. */
    REFUSED,
    /** Nobody waited for it any more. */
    CANCELLED,
    /** The store failed it, or a defect did. */
    FAILED;

    /** @param error null where there is none */
    static AttemptOutcome of(Throwable error) {
        if (error == null) {
            return OK;
        }
        Throwable fault = StoreFaults.translate(error);
        if (fault instanceof Conflict) {
            return CONFLICT;
        } else if (fault instanceof DeadlineExceeded) {
            return TOO_OLD;
        } else if (fault instanceof CommitUnknown) {
            return UNKNOWN;
        } else if (fault instanceof CancellationException) {
            return CANCELLED;
        }
        FDBException cause = FDBExceptions.getFDBCause(error);
        return fault instanceof Fault && cause == null ? REFUSED : FAILED;
    }
}
