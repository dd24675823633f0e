package io.recordstore.graphql.api.model;

import io.recordstore.change.Change;
import io.recordstore.change.WatchEvent;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** One message of a subscription to changes. */
@Type("Changes")
@Description(
        "What a transaction changed, or a part of it where it is large. Without a version: a mark of progress, that"
                + " nothing which was asked for has changed until now.")
public record ChangesObject(
        @NonNull @Description("In the order in which they were made.") List<@NonNull ChangeObject> changes,
        @Description("The version of the commit, in base64.") String version,
        @Description("When it was committed, by the clock of the server that did.") Instant time,
        @NonNull @Description("Whether there are no further messages of this transaction.") Boolean complete,
        @NonNull @Description("Subscribe with this to go on after this message, on any server.") String resumeToken) {

    public static ChangesObject of(WatchEvent event) {
        if (event instanceof WatchEvent.Transaction transaction) {
            return new ChangesObject(
                    transaction.changes().stream().map(ChangeObject::of).toList(),
                    RecordObject.version(transaction.version()),
                    transaction.time(),
                    transaction.isComplete(),
                    transaction.resumeToken());
        }
        return new ChangesObject(List.of(), null, null, true, event.resumeToken());
    }

    /** The change of a record. */
    @Type("Change")
    @Description("The change of a record.")
    public record ChangeObject(
            @NonNull @Description("The full name of the record's type.") String recordType,
            @NonNull @Description("The values of its primary key, in the key's order.")
                    List<@NonNull ValueObject> primaryKey,
            @NonNull @Description("What happened to it.") ChangeOfRecord kind,
            @Description("The record before it, where the RecordSpace keeps that and there was one.")
                    RecordObject before,
            @Description("The record after it, where the RecordSpace keeps that and there is one.") RecordObject after,
            @NonNull @Description("Its version, in base64: of what was written, that of the record.") String version) {

        static ChangeObject of(Change change) {
            return new ChangeObject(
                    change.recordType(),
                    change.primaryKey().stream().map(ValueObject::of).toList(),
                    ChangeOfRecord.valueOf(change.kind().name()),
                    change.before().map(RecordObject::of).orElse(null),
                    change.after().map(RecordObject::of).orElse(null),
                    RecordObject.version(change.version()));
        }
    }

    /** What happened to a record. */
    @Enum("ChangeKind")
    @Description("What happened to a record.")
    public enum ChangeOfRecord {
        @Description("There was none before.")
        INSERT,
        @Description("It was written again.")
        UPDATE,
        @Description("It was deleted.")
        DELETE
    }
}
