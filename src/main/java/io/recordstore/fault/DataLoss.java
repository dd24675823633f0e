package io.recordstore.fault;

import java.util.Map;

/** What is stored cannot be read back: damaged, moved, or sealed with a key that is not configured. */
public final class DataLoss extends Fault {
    private static final long serialVersionUID = 1L;

    public DataLoss(String reason, String message, Map<String, String> details) {
        super(FaultCode.DATA_LOSS, reason, message, details);
    }

    /** A record that is there and cannot be read. */
    public static DataLoss ofRecord(String why) {
        return new DataLoss("RECORD_UNREADABLE", "a stored record cannot be read: " + why, Map.of());
    }
}
