package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** Where a page is in its list. */
@Type("PageInfo")
@Description("Where a page is in its list. Lists are paged forwards: send endCursor as after.")
public record PageInfoObject(
        @NonNull @Description("Whether more come after this page.") Boolean hasNextPage,
        @NonNull @Description("Whether this page was asked for after a cursor.") Boolean hasPreviousPage,
        @Description("The cursor of the first edge; null where there is none.") String startCursor,
        @Description("What the next page comes after; null where there is nothing to come after.") String endCursor) {

    /** The same page, of a list that was read further than to the page's last edge. */
    public PageInfoObject endingAt(String cursor) {
        return new PageInfoObject(hasNextPage, hasPreviousPage, startCursor, cursor);
    }
}
