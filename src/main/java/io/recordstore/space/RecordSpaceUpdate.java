package io.recordstore.space;

import io.recordstore.fault.InvalidRequest;
import java.util.Optional;

/**
 * What is to change of a RecordSpace. What is empty stays as it is.
 *
 * @param changes which of its changes it keeps from now on
 * @param timeToLive how long it lives from now on
 */
public record RecordSpaceUpdate(Optional<ChangeRetention> changes, Optional<TimeToLive> timeToLive) {
    /** @throws InvalidRequest when there is nothing to change */
    public RecordSpaceUpdate {
        if (changes.isEmpty() && timeToLive.isEmpty()) {
            throw new InvalidRequest("change_retention", "neither it nor ttl is set: there is nothing to change");
        }
    }
}
