package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;

/** What must be there before a record is put. */
@org.eclipse.microprofile.graphql.Enum("PutMode")
@Description("What must be there before a record is put.")
public enum PutModeEnum {
    @Description("Anything: it is written either way.")
    UPSERT,
    @Description("No record with its primary key.")
    INSERT,
    @Description("A record with its primary key.")
    UPDATE
}
