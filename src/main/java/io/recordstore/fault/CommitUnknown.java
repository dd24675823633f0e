package io.recordstore.fault;

import java.util.Map;

/** The commit was sent and its outcome is not known: the write may or may not have happened. */
public final class CommitUnknown extends Fault {
    private static final long serialVersionUID = 1L;

    public CommitUnknown() {
        super(
                FaultCode.UNKNOWN,
                "COMMIT_UNKNOWN",
                "the store did not say whether the commit happened: read the record before writing it again",
                Map.of());
    }
}
