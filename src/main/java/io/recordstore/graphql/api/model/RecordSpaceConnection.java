package io.recordstore.graphql.api.model;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;

/** A page of RecordSpaces. */
@Description("A page of RecordSpaces, in the order of their ids.")
public record RecordSpaceConnection(
        @NonNull @Description("The RecordSpaces with their cursors.") List<@NonNull RecordSpaceEdge> edges,
        @NonNull @Description("The RecordSpaces.") List<@NonNull RecordSpaceObject> nodes,
        @NonNull @Description("Where the page is in the list.") PageInfoObject pageInfo) {

    /** A RecordSpace in a page. */
    @Description("A RecordSpace in a page.")
    public record RecordSpaceEdge(
            @NonNull @Description("The RecordSpace.") RecordSpaceObject node,
            @NonNull @Description("Where it is in the list: what comes after it is asked for with this.")
                    String cursor) {}
}
