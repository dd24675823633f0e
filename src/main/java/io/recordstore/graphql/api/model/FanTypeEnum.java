package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;

/** What becomes of a repeated field's elements in an index. */
@org.eclipse.microprofile.graphql.Enum("FanType")
@Description("What becomes of a repeated field's elements in an index.")
public enum FanTypeEnum {
    @Description("One entry per element.")
    FAN_OUT,
    @Description("One entry with all elements, in their order.")
    CONCATENATE
}
