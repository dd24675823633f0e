package io.recordstore.graphql.api.model;

import io.recordstore.operation.Operation;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** An operation. */
@Type("Operation")
@Description("What takes longer than a call: index builds, rotations of keys, forks, and deletes in the background.")
public record OperationObject(
        @NonNull @Description("Whose it is.") String tenant,
        @NonNull @Description("The RecordSpace that it is done for; of a fork, the new one.") String recordSpace,
        @NonNull @Description("Its id within the tenant: a number, greater than those of earlier ones.")
                String operation,
        @NonNull @Description("What is done.") OperationKindEnum kind,
        @NonNull @Description("How far it is.") OperationStateEnum state,
        @NonNull @Description("How many records it has been through.") Long recordsDone,
        @Description("About how many records there are to go through; null when that is not known.") Long recordsTotal,
        @NonNull @Description("When it was begun.") Instant beginTime,
        @Description("When it was over; null before.") Instant endTime,
        @Description("The server that works on it, or did last; null before the first.") String server,
        @NonNull @Description("Whether it is to end before it is through.") Boolean cancelRequested,
        @Description("Why it failed, or why it does not get on and is tried again; null when nothing went wrong.")
                OperationFailureObject failure,
        @Description("Of a fork, the RecordSpace that is copied; null otherwise.") String sourceRecordSpace) {

    public static OperationObject of(Operation operation) {
        return new OperationObject(
                operation.tenant().value(),
                operation.space().value(),
                Long.toString(operation.number()),
                OperationKindEnum.of(operation.kind()),
                OperationStateEnum.valueOf(operation.state().name()),
                operation.done(),
                operation.total() == 0 ? null : operation.total(),
                operation.begin(),
                operation.end().orElse(null),
                operation.server().isEmpty() ? null : operation.server(),
                operation.isCancelRequested(),
                operation.failure().map(OperationFailureObject::of).orElse(null),
                operation.source().map(Object::toString).orElse(null));
    }

    /** What went wrong with an operation. */
    @Type("OperationFailure")
    @Description("What went wrong with an operation.")
    public record OperationFailureObject(
            @NonNull @Description("The reason in UPPER_SNAKE_CASE, as a call's error has it.") String reason,
            @NonNull @Description("What it is and what to do about it.") String message,
            @NonNull @Description("When it went wrong.") Instant time) {

        static OperationFailureObject of(Operation.Failure failure) {
            return new OperationFailureObject(failure.reason(), failure.message(), failure.time());
        }
    }

    /** A page of operations. */
    @Description("A page of operations, the newest first.")
    public record OperationConnection(
            @NonNull @Description("The operations with their cursors.") List<@NonNull OperationEdge> edges,
            @NonNull @Description("The operations.") List<@NonNull OperationObject> nodes,
            @NonNull @Description("Where the page is in the list.") PageInfoObject pageInfo) {}

    /** An operation in a page. */
    @Description("An operation in a page.")
    public record OperationEdge(
            @NonNull @Description("The operation.") OperationObject node,
            @NonNull @Description("Where it is in the list: what comes after it is asked for with this.")
                    String cursor) {}
}
