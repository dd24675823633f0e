package io.recordstore.fault;

import java.util.Map;

/** What was to be created is there already. */
public final class AlreadyExists extends Fault {
    private static final long serialVersionUID = 1L;

    /**
     * @param kind what it is, in API terms such as {@code RecordSpace}
     * @param name its name or key as the user gave it
     */
    public AlreadyExists(String kind, String name, String message) {
        super(FaultCode.ALREADY_EXISTS, "ALREADY_EXISTS", message, Map.of("kind", kind, "name", name));
    }
}
