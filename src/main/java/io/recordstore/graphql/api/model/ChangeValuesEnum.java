package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What is kept of a change. */
@Enum("ChangeValues")
@Description("What is kept of a change besides the record's key.")
public enum ChangeValuesEnum {
    @Description("No records: enough to know what to read again.")
    NONE,
    @Description("The record after it: for copies.")
    AFTER,
    @Description("The record before it too: for subscriptions with a filter.")
    BEFORE_AND_AFTER
}
