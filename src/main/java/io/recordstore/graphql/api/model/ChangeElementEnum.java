package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;

/** A part of a schema. */
@org.eclipse.microprofile.graphql.Enum("SchemaElement")
@Description("A part of a schema.")
public enum ChangeElementEnum {
    @Description("A message that is a record.")
    RECORD_TYPE,
    @Description("A field of a message.")
    FIELD,
    @Description("A value of an enum.")
    ENUM_VALUE,
    @Description("An index.")
    INDEX
}
