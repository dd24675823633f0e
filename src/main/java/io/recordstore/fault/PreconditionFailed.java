package io.recordstore.fault;

import java.util.Map;

/** The state of what is stored does not allow the call; it says what would. */
public final class PreconditionFailed extends Fault {
    private static final long serialVersionUID = 1L;

    public PreconditionFailed(String reason, String message, Map<String, String> details) {
        super(FaultCode.FAILED_PRECONDITION, reason, message, details);
    }
}
