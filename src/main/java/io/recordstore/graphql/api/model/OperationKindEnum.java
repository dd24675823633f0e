package io.recordstore.graphql.api.model;

import io.recordstore.operation.JobKind;
import org.eclipse.microprofile.graphql.Description;

/** What an operation does. */
@org.eclipse.microprofile.graphql.Enum("OperationKind")
@Description("What an operation does.")
public enum OperationKindEnum {
    @Description("Builds indexes over the records that were there before.")
    INDEX_BUILD,
    @Description("Seals records again with a new key.")
    KEY_ROTATION,
    @Description("Makes a RecordSpace as a copy of another.")
    FORK,
    @Description("Deletes the records that a query selects.")
    DELETE_WHERE;

    static OperationKindEnum of(JobKind kind) {
        return switch (kind) {
            case INDEX_BUILD -> INDEX_BUILD;
            case RESEAL -> KEY_ROTATION;
            case FORK -> FORK;
            case DELETE_WHERE -> DELETE_WHERE;
        };
    }
}
