package io.recordstore.fault;

import java.time.Duration;
import java.util.Map;

/** The server has too little left of something to do the call now; nothing was done. */
public final class Exhausted extends Fault {
    private static final long serialVersionUID = 1L;

    private final transient Duration retryAfter;

    private Exhausted(String reason, String message, Duration retryAfter) {
        super(
                FaultCode.RESOURCE_EXHAUSTED,
                reason,
                message,
                Map.of("retryAfterMillis", Long.toString(retryAfter.toMillis())));
        this.retryAfter = retryAfter;
    }

    /** There are more calls than the server has memory for. */
    public static Exhausted overloaded(Duration retryAfter) {
        return new Exhausted(
                "OVERLOADED",
                "the server has as many calls in hand as it has memory for: try again later, with back-off",
                retryAfter);
    }

    /** The disk of the embedded store is nearly full. */
    public static Exhausted storageFull(Duration retryAfter) {
        return new Exhausted(
                "STORAGE_FULL",
                "the disk of the store is full: nothing was written, and reads go on. Whoever runs the server has to make"
                        + " room; deleting RecordSpaces and records needs some too",
                retryAfter);
    }

    /** How long the caller should wait at least before it tries again. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** The same in whole seconds, at least one, as HTTP's {@code retry-after} has it. */
    public long retryAfterSeconds() {
        return Math.max(1, retryAfter.toSeconds());
    }
}
