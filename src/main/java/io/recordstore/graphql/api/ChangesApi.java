package io.recordstore.graphql.api;

import io.recordstore.change.WatchSpec;
import io.recordstore.change.Watches;
import io.recordstore.graphql.api.model.ChangesObject;
import io.recordstore.graphql.api.model.FilterInput;
import io.recordstore.graphql.api.model.ValueInput;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.record.RecordContent;
import io.smallrye.graphql.api.Nullable;
import io.smallrye.graphql.api.Subscription;
import io.smallrye.mutiny.Multi;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;

/** The changes of RecordSpaces over GraphQL. */
@GraphQLApi
public class ChangesApi {
    private final Watches watches;
    private final CurrentCall call;

    ChangesApi(Watches watches, CurrentCall call) {
        this.watches = watches;
        this.call = call;
    }

    @Subscription("changes")
    @Description("The changes of a RecordSpace that keeps them, transaction by transaction and in the order of their"
            + " commits: those from now on, and with beginning or resumeToken those before. At least once, and none is"
            + " left out.")
    @Needs(right = "watch")
    public Multi<ChangesObject> changes(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace,
            @Name("recordType") @Description("Only of records of this type; of all types when left out.")
                    String recordType,
            @Name("keyPrefix")
                    @Nullable
                    @Description("Only of records whose primary key begins with these values; needs recordType.")
                    List<@NonNull ValueInput> keyPrefix,
            @Name("filter")
                    @Description(
                            "Only of records that this selects, before the change or after it; needs recordType, and a"
                                    + " RecordSpace that keeps records before and after changes.")
                    FilterInput filter,
            @Name("resumeToken") @Description("After the message that had this.") String resumeToken,
            @Name("beginning")
                    @Description("Whether to begin with the oldest change that is kept.")
                    @DefaultValue("false")
                    Boolean beginning) {
        WatchSpec spec = new WatchSpec(
                recordType == null ? "" : recordType,
                WatchSpec.Start.of(resumeToken, beginning),
                keyPrefix == null ? List.of() : Values.readAll(keyPrefix, "keyPrefix"),
                Optional.ofNullable(filter).map(Filters::read),
                RecordContent.Format.JSON);
        return watches.watch(call.tenant(tenant), new RecordSpaceName(recordSpace), spec)
                .map(ChangesObject::of);
    }
}
