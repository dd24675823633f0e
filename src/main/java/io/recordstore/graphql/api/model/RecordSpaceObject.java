package io.recordstore.graphql.api.model;

import io.recordstore.space.RecordSpace;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** A RecordSpace. */
@Type("RecordSpace")
@Description("A place for records of one schema.")
public record RecordSpaceObject(
        @NonNull @Description("Whose it is.") String tenant,
        @NonNull @Description("Its id within the tenant: 1 to 4 segments joined by '/', such as prod/users.")
                String recordSpace,
        @NonNull @Description("What its users say about it.") List<@NonNull LabelObject> labels,
        @NonNull @Description("When it was created.") Instant createTime,
        @Description("The version of the schema in force, from 1; null before the first.") Integer schemaVersion,
        @Description("Which of its changes it keeps; null when it keeps none.") ChangeRetentionObject changeRetention,
        @Description("From when on it is gone; null when it stays until it is deleted.") Instant expireTime,
        @Description("While it is still being made as a copy, the id of that operation; null otherwise.")
                String forkOperation) {

    public static RecordSpaceObject of(RecordSpace space) {
        return new RecordSpaceObject(
                space.tenant().value(),
                space.name().value(),
                LabelObject.of(space.labels()),
                space.createTime(),
                space.schemaVersion() == 0 ? null : space.schemaVersion(),
                ChangeRetentionObject.of(space.changes()),
                space.expireTime().orElse(null),
                space.forking().isBeingMade() ? Long.toString(space.forking().operation()) : null);
    }
}
