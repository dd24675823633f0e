package io.recordstore.fault;

import java.util.Map;

/** The call carries no token, or one that cannot be trusted. */
public final class Unauthenticated extends Fault {
    private static final long serialVersionUID = 1L;

    public Unauthenticated(String reason, String message) {
        super(FaultCode.UNAUTHENTICATED, reason, message, Map.of());
    }
}
