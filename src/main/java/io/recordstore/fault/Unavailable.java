package io.recordstore.fault;

import java.util.Map;

/** The store cannot be reached now; the call may be made again later. */
public final class Unavailable extends Fault {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message) {
        super(FaultCode.UNAVAILABLE, "UNAVAILABLE", message, Map.of());
    }
}
