package io.recordstore.fdb.embedded;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The errors of FoundationDB that the engine answers with or must recognise, with code, message and kind. Source: the
 * error codes in FoundationDB's developer documentation and {@code fdb_error_predicate} of its C API.
 */
public enum FdbError {
    OPERATION_FAILED(1000, "Operation failed"),
    TIMED_OUT(1004, "Operation timed out"),
    TRANSACTION_TOO_OLD(1007, "Transaction is too old to perform reads or be committed", Kind.NOT_COMMITTED),
    FUTURE_VERSION(1009, "Request for future version", Kind.NOT_COMMITTED),
    NOT_COMMITTED(1020, "Transaction not committed due to conflict with another transaction", Kind.NOT_COMMITTED),
    COMMIT_UNKNOWN_RESULT(1021, "Transaction may or may not have committed", Kind.MAYBE_COMMITTED),
    TRANSACTION_CANCELLED(1025, "Operation aborted because the transaction was cancelled"),
    TRANSACTION_TIMED_OUT(1031, "Operation aborted because the transaction timed out"),
    TOO_MANY_WATCHES(1032, "Too many watches set"),
    WATCHES_DISABLED(1034, "Watches cannot be set if read your writes is disabled"),
    ACCESSED_UNREADABLE(1036, "Read or wrote an unreadable key"),
    PROCESS_BEHIND(1037, "Storage process does not have recent mutations", Kind.NOT_COMMITTED),
    DATABASE_LOCKED(1038, "Database is locked", Kind.NOT_COMMITTED),
    CLUSTER_VERSION_CHANGED(1039, "The protocol version of the cluster has changed", Kind.MAYBE_COMMITTED),
    COMMIT_PROXY_MEMORY_LIMIT_EXCEEDED(1042, "Commit proxy commit memory limit exceeded", Kind.NOT_COMMITTED),
    BATCH_TRANSACTION_THROTTLED(1051, "Batch GRV request rate limit exceeded", Kind.NOT_COMMITTED),
    GRV_PROXY_MEMORY_LIMIT_EXCEEDED(1078, "GRV proxy memory limit exceeded", Kind.NOT_COMMITTED),
    OPERATION_CANCELLED(1101, "Asynchronous operation cancelled"),
    TAG_THROTTLED(1213, "Transaction tag is being throttled", Kind.NOT_COMMITTED),
    PROXY_TAG_THROTTLED(1223, "Transaction throttled due to a proxy-enforced tag quota", Kind.NOT_COMMITTED),
    STORAGE_QUOTA_EXCEEDED(1225, "Exceeded the maximum storage quota allocated to the tenant."),
    IO_ERROR(1510, "Disk i/o operation failed"),
    CLIENT_INVALID_OPERATION(2000, "Invalid API call"),
    KEY_OUTSIDE_LEGAL_RANGE(2004, "Key outside legal range"),
    INVERTED_RANGE(2005, "Range begin key larger than end key"),
    INVALID_OPTION_VALUE(2006, "Option set with an invalid value"),
    INVALID_OPTION(2007, "Option not valid in this context"),
    VERSION_INVALID(2011, "Version not valid"),
    READ_VERSION_ALREADY_SET(2010, "Transaction already has a read version set"),
    RANGE_LIMITS_INVALID(2012, "Range limits not valid"),
    USED_DURING_COMMIT(2017, "Operation issued while a commit was outstanding"),
    INVALID_MUTATION_TYPE(2018, "Unrecognized atomic mutation type"),
    TRANSACTION_INVALID_VERSION(2020, "Transaction does not have a valid commit version"),
    NO_COMMIT_VERSION(2021, "Transaction is read-only and therefore does not have a commit version"),
    TRANSACTION_TOO_LARGE(2101, "Transaction exceeds byte limit"),
    KEY_TOO_LARGE(2102, "Key length exceeds limit"),
    VALUE_TOO_LARGE(2103, "Value length exceeds limit"),
    UNSUPPORTED_OPERATION(2108, "Operation is not supported"),
    SPECIAL_KEYS_NO_MODULE_FOUND(2113, "Special key space range read does not intersect a module"),
    SPECIAL_KEYS_WRITE_DISABLED(2114, "Special Key space is not allowed to write by default."),
    TENANTS_DISABLED(2136, "Tenants have been disabled in the cluster"),
    EXACT_MODE_WITHOUT_LIMITS(2210, "EXACT streaming mode requires limits, but none were given"),
    UNKNOWN_ERROR(4000, "An unknown error occurred"),
    INTERNAL_ERROR(4100, "An internal error occurred");

    private enum Kind {
        FINAL,
        NOT_COMMITTED,
        MAYBE_COMMITTED
    }

    private static final Map<Integer, FdbError> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toMap(FdbError::code, Function.identity()));

    private final int code;
    private final String message;
    private final Kind kind;

    FdbError(int code, String message) {
        this(code, message, Kind.FINAL);
    }

    FdbError(int code, String message, Kind kind) {
        this.code = code;
        this.message = message;
        this.kind = kind;
    }

    /** FoundationDB's number for this error. */
    public int code() {
        return code;
    }

    /** FoundationDB's message for this error. */
    public String message() {
        return message;
    }

    /** Whether {@code onError} may start the transaction again. */
    public boolean isRetryable() {
        return kind != Kind.FINAL;
    }

    /** Whether the transaction may have been committed although it failed. */
    public boolean isMaybeCommitted() {
        return kind == Kind.MAYBE_COMMITTED;
    }

    /** Whether the transaction may be retried and has certainly not been committed. */
    public boolean isRetryableNotCommitted() {
        return kind == Kind.NOT_COMMITTED;
    }

    /** The exception to throw for this error. */
    EmbeddedFdbException exception() {
        return new EmbeddedFdbException(this);
    }

    /** The error with this code, or null when the engine does not know it. */
    static FdbError of(int code) {
        return BY_CODE.get(code);
    }
}
