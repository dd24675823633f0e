package io.recordstore.fault;

import java.util.Map;

/** What was asked for lies before what is kept. */
public final class OutOfRange extends Fault {
    private static final long serialVersionUID = 1L;

    /** @param reason such as {@code HISTORY_TRIMMED} */
    public OutOfRange(String reason, String message) {
        super(FaultCode.OUT_OF_RANGE, reason, message, Map.of());
    }
}
