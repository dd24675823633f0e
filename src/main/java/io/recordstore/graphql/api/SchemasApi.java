package io.recordstore.graphql.api;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.api.model.IndexInput;
import io.recordstore.graphql.api.model.IndexObject;
import io.recordstore.graphql.api.model.ProtoFileInput;
import io.recordstore.graphql.api.model.RecordSpaceObject;
import io.recordstore.graphql.api.model.RecordTypeInput;
import io.recordstore.graphql.api.model.SchemaChangesObject;
import io.recordstore.graphql.api.model.SchemaObject;
import io.recordstore.graphql.api.model.SchemaVersionConnection;
import io.recordstore.graphql.api.model.SchemaVersionConnection.SchemaVersionEdge;
import io.recordstore.graphql.api.model.SchemaVersionConnection.SchemaVersionObject;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.AppliedSchema;
import io.recordstore.schema.SchemaDefinition;
import io.recordstore.schema.Schemas;
import io.smallrye.graphql.api.Nullable;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Schemas over GraphQL. What a RecordSpace tells of its own needs the right that the RecordSpace itself was read with. */
@GraphQLApi
public class SchemasApi {
    private static final int MAX_PAGE = 100;

    private final Schemas schemas;
    private final CurrentCall call;

    SchemasApi(Schemas schemas, CurrentCall call) {
        this.schemas = schemas;
        this.call = call;
    }

    @Name("schema")
    @Description("The schema in force, or an earlier version; null before the first.")
    public Uni<SchemaObject> schema(
            @Source RecordSpaceObject space,
            @Name("version") @Description("The version; the one in force when left out.") Integer version) {
        if (version != null && version < 1) {
            throw new InvalidRequest("version", "it counts from 1; left out it is the version in force");
        }
        if (space.schemaVersion() == null) {
            return Uni.createFrom().nullItem();
        }
        return call.run(current ->
                        schemas.at(current.moment()).get(owner(space), name(space), version == null ? 0 : version))
                .map(SchemaObject::of);
    }

    @Name("schemaVersions")
    @Description("The versions of the schema, the newest first.")
    public Uni<@NonNull SchemaVersionConnection> schemaVersions(
            @Source RecordSpaceObject space,
            @Name("first") @Description("At most this many, up to 100; 20 when left out.") Integer first,
            @Name("after") @Description(Arguments.AFTER) String after) {
        int size = Pages.size(first, MAX_PAGE);
        int before = before(Pages.place(after));
        return call.run(current -> schemas.at(current.moment()).versions(owner(space), name(space), before, size + 1))
                .map(found -> Pages.page(
                        found.stream().map(SchemaVersionObject::of).toList(),
                        size,
                        after,
                        version -> Integer.toString(version.version()),
                        SchemaVersionEdge::new,
                        SchemaVersionConnection::new));
    }

    private static int before(String place) {
        try {
            return place.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(place);
        } catch (NumberFormatException notVersion) {
            throw Pages.foreign();
        }
    }

    @Name("indexes")
    @Description("The indexes of the schema in force, how far each is built and what keeps it from being complete.")
    public Uni<@NonNull List<@NonNull IndexObject>> indexes(@Source RecordSpaceObject space) {
        if (space.schemaVersion() == null) {
            return Uni.createFrom().item(List.of());
        }
        return call.run(current -> schemas.at(current.moment()).indexes(owner(space), name(space)))
                .map(indexes -> indexes.stream().map(IndexObject::of).toList());
    }

    @Mutation("applySchema")
    @Description(
            "Makes this the RecordSpace's schema: what it does not name is dropped. A change that what is stored cannot"
                    + " follow is refused with every reason and its fix. An index on records that are there already is built while"
                    + " others read and write: RecordSpace.indexes tells how far it is.")
    @Needs(right = "schema")
    public Uni<SchemaChangesObject> applySchema(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace,
            @Name("protoFiles")
                    @NonNull
                    @Description("The .proto sources that define the messages, with every file that they import.")
                    List<@NonNull ProtoFileInput> protoFiles,
            @Name("recordTypes")
                    @Nullable
                    @Description("The messages that are records, besides those that say so in their options.")
                    List<@NonNull RecordTypeInput> recordTypes,
            @Name("indexes")
                    @Nullable
                    @Description("What may be queried, besides the indexes that are in the messages' options.")
                    List<@NonNull IndexInput> indexes,
            @Name("sensitiveFields")
                    @Nullable
                    @Description("The fields that indexes hold a keyed hash of, as Person.ssn or in full, besides those"
                            + " that say so in their options.")
                    List<@NonNull String> sensitiveFields,
            @Name("validateOnly")
                    @Description("Whether only to say what would change, and whether it would be refused.")
                    @DefaultValue("false")
                    Boolean validateOnly) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName name = new RecordSpaceName(recordSpace);
        SchemaDefinition definition = SchemaInputs.read(protoFiles, recordTypes, indexes, sensitiveFields);
        return call.run(current -> apply(owner, name, definition, Boolean.TRUE.equals(validateOnly)))
                .map(SchemaChangesObject::of);
    }

    private Uni<AppliedSchema.Outcome> apply(
            TenantName tenant, RecordSpaceName name, SchemaDefinition definition, boolean validateOnly) {
        return validateOnly ? schemas.validate(tenant, name, definition) : schemas.apply(tenant, name, definition);
    }

    private static TenantName owner(RecordSpaceObject space) {
        return new TenantName(space.tenant());
    }

    private static RecordSpaceName name(RecordSpaceObject space) {
        return new RecordSpaceName(space.recordSpace());
    }
}
