package io.recordstore.fault;

import java.util.Map;

/**
 * A request that could not be done, said so that its sender knows what to do next.
 *
 * <p>The message is written for the user and never holds a token, a key or a record's value. {@link #details()} names
 * the variable parts (a RecordSpace, a field, a limit) so that a program needs not parse the message. A fault is an
 * answer, not a defect: it carries no stack trace.
 */
public abstract sealed class Fault extends RuntimeException
        permits AlreadyExists,
                Cancelled,
                CommitUnknown,
                Conflict,
                DataLoss,
                DeadlineExceeded,
                Denied,
                Exhausted,
                IndexRequired,
                InvalidRequest,
                LimitExceeded,
                NotFound,
                NotUnique,
                OutOfRange,
                PreconditionFailed,
                QuotaExceeded,
                Unauthenticated,
                Unavailable {

    /** Whose reasons these are, as every API says with them. */
    public static final String DOMAIN = "recordstore.io";

    private static final long serialVersionUID = 1L;

    private final FaultCode code;
    private final String reason;
    private final transient Map<String, String> details;

    /**
     * @param code the kind of answer that every API has for it
     * @param reason the machine-readable reason in UPPER_SNAKE_CASE, stable over versions
     * @param message what went wrong and what to do about it
     * @param details the variable parts, by lowerCamelCase name
     */
    protected Fault(FaultCode code, String reason, String message, Map<String, String> details) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
        this.details = Map.copyOf(details);
    }

    /** The kind of answer that every API has for it. */
    public FaultCode code() {
        return code;
    }

    /** The machine-readable reason in UPPER_SNAKE_CASE, stable over versions. */
    public String reason() {
        return reason;
    }

    /** The variable parts of the message, by lowerCamelCase name. */
    public Map<String, String> details() {
        return details;
    }
}
