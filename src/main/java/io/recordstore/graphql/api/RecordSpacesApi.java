package io.recordstore.graphql.api;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.fork.Forks;
import io.recordstore.graphql.api.model.ChangeRetentionInput;
import io.recordstore.graphql.api.model.LabelInput;
import io.recordstore.graphql.api.model.RecordSpaceConnection;
import io.recordstore.graphql.api.model.RecordSpaceConnection.RecordSpaceEdge;
import io.recordstore.graphql.api.model.RecordSpaceObject;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.Clears;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.LabelUpdate;
import io.recordstore.space.Labels;
import io.recordstore.space.RecordSpaceUpdate;
import io.recordstore.space.RecordSpaces;
import io.recordstore.space.TimeToLive;
import io.smallrye.graphql.api.Nullable;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Clears clears;
    private final Forks forks;
    private final CurrentCall call;

    RecordSpacesApi(RecordSpaces spaces, Clears clears, Forks forks, CurrentCall call) {
        this.spaces = spaces;
        this.clears = clears;
        this.forks = forks;
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
                    List<@NonNull LabelInput> labels,
            @Name("changeRetention")
                    @Description("Which of its changes it keeps, for those who subscribe to them; none when left out.")
                    ChangeRetentionInput changeRetention,
            @Name("ttl")
                    @Description(
                            "For how long it is there, in seconds: 7200s. Until it is deleted when left out, or 0s.")
                    String ttl) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName name = new RecordSpaceName(recordSpace);
        Map<String, String> said = Labels.require(labels(labels));
        ChangeRetention changes =
                Optional.ofNullable(changeRetention).map(Retentions::read).orElse(ChangeRetention.NONE);
        TimeToLive timeToLive = Retentions.timeToLive(ttl);
        return call.run(current -> spaces.create(owner, name, said, changes, timeToLive))
                .map(RecordSpaceObject::of);
    }

    @Mutation("updateRecordSpace")
    @Description(
            "Says other things about a RecordSpace, keeps other changes, or renews it. What is left out stays as it is.")
    @Needs(right = "admin")
    public Uni<RecordSpaceObject> updateRecordSpace(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace,
            @Name("labels") @Nullable @Description("All that is said about it from now on: at most 64.")
                    List<@NonNull LabelInput> labels,
            @Name("changeRetention")
                    @Description(
                            "Which of its changes it keeps from now on. Those that it has kept stay, unless it keeps"
                                    + " none any more.")
                    ChangeRetentionInput changeRetention,
            @Name("ttl")
                    @Description(
                            "For how long it is there from now on, whatever was left: 7200s; 0s until it is deleted.")
                    String ttl) {
        if (labels == null && changeRetention == null && ttl == null) {
            throw new InvalidRequest(
                    "labels", "neither labels nor changeRetention nor ttl is given: there is nothing to change");
        }
        TenantName owner = call.tenant(tenant);
        RecordSpaceName name = new RecordSpaceName(recordSpace);
        RecordSpaceUpdate update = new RecordSpaceUpdate(
                Optional.ofNullable(labels).map(RecordSpacesApi::labels).map(LabelUpdate::to),
                Optional.ofNullable(changeRetention).map(Retentions::read),
                Optional.ofNullable(ttl).map(Retentions::timeToLive));
        return call.run(current -> spaces.update(owner, name, update)).map(RecordSpaceObject::of);
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

    @Mutation("forkRecordSpace")
    @Description(
            "Makes a RecordSpace as a copy of another, with its schema, records and indexes at one version. A large one is"
                    + " copied behind the call: its forkOperation tells how far that is.")
    @Needs(right = "read")
    @NeedsOnTarget(right = "admin")
    public Uni<RecordSpaceObject> forkRecordSpace(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description("The id of the RecordSpace to copy.") String recordSpace,
            @Name("target") @NonNull @Description("The id of the new one.") String target,
            @Name("labels")
                    @Nullable
                    @Description(
                            "What to say of the new one besides the source's labels, and instead of those of the same keys.")
                    List<@NonNull LabelInput> labels,
            @Name("changeRetention")
                    @Description("Which of its changes the new one keeps; as the source when left out.")
                    ChangeRetentionInput changeRetention,
            @Name("ttl")
                    @Description(
                            "For how long the new one is there, from now: 7200s. Until it is deleted when left out.")
                    String ttl) {
        Forks.Spec spec = new Forks.Spec(
                call.tenant(tenant),
                new RecordSpaceName(recordSpace),
                new RecordSpaceName(target),
                labels(labels),
                Optional.ofNullable(changeRetention).map(Retentions::read),
                Retentions.timeToLive(ttl));
        return call.run(current -> forks.fork(spec)).map(made -> RecordSpaceObject.of(made.target()));
    }

    @Mutation("clearRecordSpace")
    @Description("Empties a RecordSpace at once: its schema and labels stay, its records and kept changes are gone.")
    @Needs(right = "admin")
    public Uni<RecordSpaceObject> clearRecordSpace(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName name = new RecordSpaceName(recordSpace);
        return call.run(current -> clears.clear(owner, name)).map(RecordSpaceObject::of);
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
