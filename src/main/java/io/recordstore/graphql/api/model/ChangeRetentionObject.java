package io.recordstore.graphql.api.model;

import com.google.protobuf.util.Durations;
import io.recordstore.space.ChangeRetention;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** Which changes are kept. */
@Type("ChangeRetention")
@Description("Which of its changes a RecordSpace keeps, for those who subscribe to them.")
public record ChangeRetentionObject(
        @NonNull @Description("For how long, in seconds: 604800s.") String duration,
        @NonNull @Description("What is kept of a change besides the record's key.") ChangeValuesEnum values) {

    /** Null where none are kept. */
    static ChangeRetentionObject of(ChangeRetention changes) {
        return changes.isKept()
                ? new ChangeRetentionObject(
                        Durations.toString(
                                Durations.fromSeconds(changes.duration().toSeconds())),
                        ChangeValuesEnum.valueOf(changes.values().name()))
                : null;
    }
}
