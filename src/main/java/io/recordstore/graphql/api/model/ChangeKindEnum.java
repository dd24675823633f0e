package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;

/** What becomes of a part of a schema. */
@org.eclipse.microprofile.graphql.Enum("SchemaChangeKind")
@Description("What becomes of a part of a schema.")
public enum ChangeKindEnum {
    @Description("It is new. An index is built.")
    ADDED,
    @Description("It is gone. An index is dropped.")
    REMOVED,
    @Description("It has another name.")
    RENAMED,
    @Description("It has another type, presence or key.")
    RETYPED,
    @Description("An index of the same name is defined otherwise: the old one is dropped and the new one is built.")
    REBUILT
}
