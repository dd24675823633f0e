package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;

/** In which direction a column of an index sorts, and where a field that is not set comes. */
@org.eclipse.microprofile.graphql.Enum("SortOrder")
@Description("In which direction a column of an index sorts, and where a field that is not set comes.")
public enum ColumnOrderEnum {
    @Description("From the least to the greatest; what is not set comes first.")
    ASCENDING,
    @Description("From the greatest to the least; what is not set comes last.")
    DESCENDING,
    @Description("From the least to the greatest; what is not set comes last.")
    ASCENDING_NULLS_LAST,
    @Description("From the greatest to the least; what is not set comes first.")
    DESCENDING_NULLS_FIRST
}
