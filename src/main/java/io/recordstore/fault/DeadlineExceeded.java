package io.recordstore.fault;

import java.util.Map;

/** The call took longer than the store or the caller allows. */
public final class DeadlineExceeded extends Fault {
    private static final long serialVersionUID = 1L;

    public DeadlineExceeded(String message) {
        super(FaultCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", message, Map.of());
    }
}
