package io.recordstore.change;

import io.recordstore.fault.PreconditionFailed;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.space.ChangeRetention;
import java.util.Map;

/** What a RecordSpace must keep of its changes for what is asked of them. */
final class KeptChanges {
    private KeptChanges() {}

    /** @throws PreconditionFailed when it keeps no changes */
    static void require(OpenRecordSpace open) {
        if (!open.changes().isKept()) {
            throw new PreconditionFailed(
                    "CHANGES_NOT_KEPT",
                    "RecordSpace '" + open.space().name() + "' keeps no changes: give it a change_retention with"
                            + " RecordSpaceService.UpdateRecordSpace",
                    Map.of("recordSpace", open.space().name().value()));
        }
    }

    /**
     * @param use what the records before and after each change are for, as the error begins: "filter: it is asked of"
     * @throws PreconditionFailed when it does not keep them
     */
    static void requireValues(OpenRecordSpace open, String use) {
        if (open.changes().values() != ChangeRetention.Values.BEFORE_AND_AFTER) {
            throw notKept(open, use);
        }
    }

    /** Of values that are not there. */
    static PreconditionFailed notKept(OpenRecordSpace open, String use) {
        return new PreconditionFailed(
                "CHANGE_VALUES_NOT_KEPT",
                use + " the records before and after changes, which RecordSpace '"
                        + open.space().name() + "' does not keep, or did not at that time: give it"
                        + " change_retention.values CHANGE_VALUES_BEFORE_AND_AFTER with RecordSpaceService.UpdateRecordSpace",
                Map.of("recordSpace", open.space().name().value()));
    }
}
