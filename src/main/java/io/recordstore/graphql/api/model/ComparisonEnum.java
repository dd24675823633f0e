package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;

/** How an index compares a field. One that is not set meets IS_SET false alone. */
@org.eclipse.microprofile.graphql.Enum("IndexComparison")
@Description("How an index compares a field. One that is not set meets IS_SET false alone.")
public enum ComparisonEnum {
    @Description("Whether it is set: true or false.")
    IS_SET,
    @Description("field = value")
    EQUALS,
    @Description("field <> value")
    NOT_EQUALS,
    @Description("field < value")
    LESS_THAN,
    @Description("field <= value")
    LESS_THAN_OR_EQUALS,
    @Description("field > value")
    GREATER_THAN,
    @Description("field >= value")
    GREATER_THAN_OR_EQUALS
}
