package io.recordstore.fault;

import java.util.Map;

/** The call asks for more than a limit allows. */
public final class LimitExceeded extends Fault {
    private static final long serialVersionUID = 1L;

    /**
     * @param limit the name of the limit, as the documentation lists it
     * @param allowed the limit's value with its unit
     */
    public LimitExceeded(String limit, String allowed, String message) {
        super(FaultCode.RESOURCE_EXHAUSTED, "LIMIT_EXCEEDED", message, Map.of("limit", limit, "allowed", allowed));
    }
}
