package io.recordstore.store;

import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.record.provider.foundationdb.FDBExceptions;
import io.recordstore.fault.CommitUnknown;
import io.recordstore.fault.Conflict;
import io.recordstore.fault.DeadlineExceeded;
import io.recordstore.fault.Exhausted;
import io.recordstore.fault.Fault;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.Unavailable;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** FoundationDB's error codes in the user's terms. Codes: FoundationDB's documentation, "Error codes". */
final class StoreFaults {
    private static final int TRANSACTION_TOO_OLD = 1007;
    private static final int NOT_COMMITTED = 1020;
    private static final int COMMIT_UNKNOWN_RESULT = 1021;
    private static final int TRANSACTION_TIMED_OUT = 1031;
    private static final int CLUSTER_VERSION_CHANGED = 1039;
    private static final int STORAGE_FULL = 1225;
    private static final int IO_ERROR = 1510;
    private static final int INCOMPATIBLE_PROTOCOL = 2100;
    private static final int TRANSACTION_TOO_LARGE = 2101;
    private static final int KEY_TOO_LARGE = 2102;
    private static final int VALUE_TOO_LARGE = 2103;
    private static final int INCOMPATIBLE_CLIENT = 2125;

    /** Room is made by people. */
    private static final Duration STORAGE_FULL_RETRY = Duration.ofSeconds(30);

    private StoreFaults() {}

    /** Whether nothing was committed and the transaction may succeed when it is run again. */
    static boolean isRetryable(Throwable error) {
        FDBException cause = FDBExceptions.getFDBCause(error);
        return cause != null && cause.isRetryable() && !isOutcomeUnknown(cause.getCode());
    }

    /** Whether the transaction may succeed when it is run again by a body that can tell whether it has committed before. */
    static boolean isRepeatable(Throwable error) {
        FDBException cause = FDBExceptions.getFDBCause(error);
        return cause != null && (cause.isRetryable() || isOutcomeUnknown(cause.getCode()));
    }

    /** The fault that an error is, or that the Record Layer wrapped; the error itself when it is none of the store's. */
    static Throwable translate(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof Fault) {
                return cause;
            }
        }
        FDBException cause = FDBExceptions.getFDBCause(error);
        return cause == null ? unwrap(error) : translate(cause);
    }

    private static Throwable translate(FDBException error) {
        int code = error.getCode();
        if (isOutcomeUnknown(code)) {
            return new CommitUnknown();
        }
        return switch (code) {
            case NOT_COMMITTED -> new Conflict();
            case TRANSACTION_TOO_OLD, TRANSACTION_TIMED_OUT ->
                new DeadlineExceeded(
                        "the call took longer than the five seconds that a transaction may last: ask for less at once");
            case TRANSACTION_TOO_LARGE ->
                new LimitExceeded(
                        "transaction_size",
                        "10 MB",
                        "the call writes more than the 10 MB that one transaction may hold");
            case KEY_TOO_LARGE ->
                new LimitExceeded(
                        "key_size",
                        "10 kB",
                        "a primary key or an indexed value is longer than the 10 kB that a key may hold");
            case VALUE_TOO_LARGE ->
                new LimitExceeded(
                        "value_size", "100 kB", "a stored value is longer than the 100 kB that the store may hold");
            case STORAGE_FULL -> Exhausted.storageFull(STORAGE_FULL_RETRY);
            case IO_ERROR ->
                new Unavailable("the disk of the store failed: whoever runs the server has to look at its log");
            case INCOMPATIBLE_PROTOCOL, INCOMPATIBLE_CLIENT ->
                new Unavailable("the store is of another version now, as while it is upgraded: try again later");
            default -> error.isRetryable() ? new Unavailable("the store does not answer now: try again") : error;
        };
    }

    private static boolean isOutcomeUnknown(int code) {
        return code == COMMIT_UNKNOWN_RESULT || code == CLUSTER_VERSION_CHANGED;
    }

    private static Throwable unwrap(Throwable error) {
        Throwable current = error;
        while ((current instanceof CompletionException || current instanceof ExecutionException)
                && current.getCause() != null) {
            current = current.getCause();
        }
        return current;
    }
}
