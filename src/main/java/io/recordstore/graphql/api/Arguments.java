package io.recordstore.graphql.api;

/** What arguments that several fields have are. */
final class Arguments {
    static final String TENANT = "The tenant; the token's own when left out.";
    static final String RECORD_SPACE = "The id of the RecordSpace.";
    static final String RECORD_TYPE = "The name of the record type: City, or in full, geo.v1.City.";
    static final String PRIMARY_KEY = "The values of the primary key, in its order.";
    static final String AFTER = "The cursor after which the page begins; the beginning when left out.";
    static final String FILTER = "Which records; all of the type when left out.";
    static final String ORDER_BY =
            "The order, by fields that one index or the primary key holds in this order; any order" + " when left out.";
    static final String FIELDS =
            "The paths of the fields to return; whole records when left out. Where one index holds them"
                    + " all, the records themselves are not read.";
    static final String ALLOW_SCAN = "Whether to read and discard records where no index narrows the query.";

    private Arguments() {}
}
