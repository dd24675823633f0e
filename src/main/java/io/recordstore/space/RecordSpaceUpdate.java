package io.recordstore.space;

import io.recordstore.fault.InvalidRequest;
import java.util.Optional;

/**
 * What is to change of a RecordSpace. What is empty stays as it is.
 *
 * @param labels what is said of it from now on
 * @param changes which of its changes it keeps from now on
 * @param timeToLive how long it lives from now on
 */
public record RecordSpaceUpdate(
        Optional<LabelUpdate> labels, Optional<ChangeRetention> changes, Optional<TimeToLive> timeToLive) {
    /** @throws InvalidRequest when there is nothing to change, or it may not be said */
    public RecordSpaceUpdate {
        if (labels.isEmpty() && changes.isEmpty() && timeToLive.isEmpty()) {
            throw new InvalidRequest(
                    "labels",
                    "neither labels nor label_changes nor change_retention nor ttl is set: there is nothing to change");
        }
    }

    /** Of nothing but which changes it keeps. */
    public static RecordSpaceUpdate keeping(ChangeRetention changes) {
        return new RecordSpaceUpdate(Optional.empty(), Optional.of(changes), Optional.empty());
    }

    /** Of nothing but how long it lives. */
    public static RecordSpaceUpdate living(TimeToLive timeToLive) {
        return new RecordSpaceUpdate(Optional.empty(), Optional.empty(), Optional.of(timeToLive));
    }
}
