package io.recordstore.fault;

import java.util.Map;

/** Another transaction changed what this one read; nothing was written and the call may be made again. */
public final class Conflict extends Fault {
    private static final long serialVersionUID = 1L;

    public Conflict() {
        super(
                FaultCode.ABORTED,
                "CONFLICT",
                "another transaction changed the same data first and nothing was written: make the call again",
                Map.of());
    }
}
