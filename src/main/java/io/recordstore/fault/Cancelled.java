package io.recordstore.fault;

import java.util.Map;

/** Whoever made the call has gone before its answer: nobody is told. */
public final class Cancelled extends Fault {
    private static final long serialVersionUID = 1L;

    public Cancelled() {
        super(FaultCode.CANCELLED, "CANCELLED", "the caller has gone", Map.of());
    }
}
