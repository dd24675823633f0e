package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;

/** What an index keeps of its fields. */
@org.eclipse.microprofile.graphql.Enum("IndexKind")
@Description("What an index keeps of its fields.")
public enum IndexKindEnum {
    @Description("Each record under the values of its fields: finds and sorts.")
    VALUE,
    @Description("As VALUE, and after the fields by the record's version.")
    VERSION,
    @Description("The words of one string field.")
    TEXT,
    @Description("Each record under its score, with the score's rank.")
    RANK,
    @Description("A rank per window of time: the fields are the score, the time as an integer, and what breaks ties.")
    TIME_WINDOW_LEADERBOARD,
    @Description("How many records there are. It has no fields.")
    COUNT,
    @Description("How many records there are where every field is set.")
    COUNT_NOT_NULL,
    @Description("How often records were written, deleted ones too. It has no fields.")
    COUNT_UPDATES,
    @Description("The total of one integer field.")
    SUM,
    @Description("The least value that the records have.")
    MIN,
    @Description("The greatest value that the records have.")
    MAX,
    @Description("The least value that a record ever had.")
    MIN_EVER,
    @Description("The greatest value that a record ever had.")
    MAX_EVER,
    @Description("One bit per record, at the position that one integer field gives; unique must be set.")
    BITMAP_VALUE
}
