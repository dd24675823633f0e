package io.recordstore.fault;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A tenant, or one of its RecordSpaces, would have more than its operator allows; nothing was done. */
public final class QuotaExceeded extends Fault {
    private static final long serialVersionUID = 1L;

    private final String limit;
    private final String recordSpace;
    private final transient Duration retryAfter;

    /**
     * @param limit the name of the limit, as {@code docs/quotas.md} lists it
     * @param recordSpace whose limit it is; empty when it is the tenant's
     * @param allowed the limit's value
     * @param retryAfter how long the caller should wait at least before it tries again
     * @param advice what to do besides waiting
     */
    public QuotaExceeded(String limit, String recordSpace, long allowed, Duration retryAfter, String advice) {
        super(
                FaultCode.RESOURCE_EXHAUSTED,
                "QUOTA_EXCEEDED",
                (recordSpace.isEmpty() ? "the tenant" : "RecordSpace '" + recordSpace + "'") + " may have no more than "
                        + allowed + " " + limit.replace('_', ' ') + ": " + advice,
                details(limit, recordSpace, allowed, retryAfter));
        this.limit = limit;
        this.recordSpace = recordSpace;
        this.retryAfter = retryAfter;
    }

    private static Map<String, String> details(String limit, String recordSpace, long allowed, Duration retryAfter) {
        Map<String, String> details = new HashMap<>();
        details.put("limit", limit);
        details.put("allowed", Long.toString(allowed));
        details.put("retryAfterMillis", Long.toString(retryAfter.toMillis()));
        if (!recordSpace.isEmpty()) {
            details.put("recordSpace", recordSpace);
        }
        return details;
    }

    /** The name of the limit. */
    public String limit() {
        return limit;
    }

    /** Whose limit it is; empty when it is the tenant's. */
    public String recordSpace() {
        return recordSpace;
    }

    /** How long the caller should wait at least before it tries again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
