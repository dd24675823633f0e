package io.recordstore.graphql.api;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.api.model.LabelInput;
import io.recordstore.graphql.api.model.RecordSpaceConnection;
import io.recordstore.graphql.api.model.RecordSpaceConnection.RecordSpaceEdge;
import io.recordstore.graphql.api.model.RecordSpaceObject;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.Labels;
import io.recordstore.space.RecordSpaces;
import io.smallrye.graphql.api.Nullable;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** RecordSpaces over GraphQL. */
@GraphQLApi
public class RecordSpacesApi {
    private static final int MAX_PAGE = 1_000;

    private final RecordSpaces spaces;
    private final CurrentCall call;

    RecordSpacesApi(RecordSpaces spaces, CurrentCall call) {
        this.spaces = spaces;
        this.call = call;
    }

    @Query("recordSpaces")
    @Description("A tenant's RecordSpaces, in the order of their ids.")
    @Needs(right = "read")
    public Uni<RecordSpaceConnection> recordSpaces(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("prefix") @Description("Only those whose id starts with this.") @DefaultValue("") String prefix,
            @Name("first") @Description("At most this many, up to 1,000; 20 when left out.") Integer first,
            @Name("after") @Description(Arguments.AFTER) String after) {
        int size = Pages.size(first, MAX_PAGE);
        String last = Pages.place(after);
        String start = prefix == null ? "" : prefix;
        if (!last.startsWith(start) && !last.isEmpty()) {
            throw Pages.foreign();
        }
        TenantName owner = call.tenant(tenant);
        return call.run(current -> spaces.at(current.moment()).list(owner, start, last, size + 1))
                .map(found -> Pages.page(
                        found.stream().map(RecordSpaceObject::of).toList(),
                        size,
                        after,
                        RecordSpaceObject::recordSpace,
                        RecordSpaceEdge::new,
                        RecordSpaceConnection::new));
    }

    @Query("recordSpace")
    @Description("A RecordSpace. NOT_FOUND when there is none.")
    @Needs(right = "read")
    public Uni<RecordSpaceObject> recordSpace(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName name = new RecordSpaceName(recordSpace);
        return call.run(current -> spaces.at(current.moment()).get(owner, name)).map(RecordSpaceObject::of);
    }

    @Mutation("createRecordSpace")
    @Description("Creates an empty RecordSpace. ALREADY_EXISTS when there is one of that id.")
    @Needs(right = "admin")
    public Uni<RecordSpaceObject> createRecordSpace(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace,
            @Name("labels") @Nullable @Description("What to say about it: at most 64.")
                    List<@NonNull LabelInput> labels) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName name = new RecordSpaceName(recordSpace);
        Map<String, String> said = Labels.require(labels(labels));
        return call.run(current -> spaces.create(owner, name, said, ChangeRetention.NONE))
                .map(RecordSpaceObject::of);
    }

    private static Map<String, String> labels(List<LabelInput> labels) {
        Map<String, String> said = new LinkedHashMap<>();
        for (LabelInput label : labels == null ? List.<LabelInput>of() : labels) {
            if (said.put(label.key(), label.value()) != null) {
                throw new InvalidRequest("labels", "the key " + label.key() + " is there twice");
            }
        }
        return said;
    }

    @Mutation("deleteRecordSpace")
    @Description("Deletes a RecordSpace with its keys and all that it holds, and returns its id.")
    @Needs(right = "admin")
    public Uni<String> deleteRecordSpace(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName name = new RecordSpaceName(recordSpace);
        return call.run(current -> spaces.delete(owner, name)).replaceWith(name::value);
    }
}
