package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;

/** How far an operation is. */
@org.eclipse.microprofile.graphql.Enum("OperationState")
@Description("How far an operation is.")
public enum OperationStateEnum {
    @Description("No server works on it; one will within some seconds.")
    PENDING,
    @Description("A server works on it.")
    RUNNING,
    @Description("It is through.")
    DONE,
    @Description("It ended before it was through, as its failure tells.")
    FAILED,
    @Description("It was cancelled.")
    CANCELLED
}
