package io.recordstore.fault;

import java.util.Map;

/** What was asked for is not there. */
public final class NotFound extends Fault {
    private static final long serialVersionUID = 1L;

    /**
     * @param kind what it is, in API terms such as {@code RecordSpace}
     * @param name its name or key as the user gave it
     */
    public NotFound(String kind, String name, String message) {
        super(FaultCode.NOT_FOUND, "NOT_FOUND", message, Map.of("kind", kind, "name", name));
    }
}
