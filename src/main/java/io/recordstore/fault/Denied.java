package io.recordstore.fault;

import java.util.Map;

/** The token is genuine and does not allow this call. It never tells whether what was asked for exists. */
public final class Denied extends Fault {
    private static final long serialVersionUID = 1L;

    public Denied(String reason, String message) {
        super(FaultCode.PERMISSION_DENIED, reason, message, Map.of());
    }
}
