package io.recordstore.graphql.api.model;

import io.recordstore.schema.AppliedSchema;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** A page of the versions of a schema. */
@Description("A page of the versions of a schema, the newest first.")
public record SchemaVersionConnection(
        @NonNull @Description("The versions with their cursors.") List<@NonNull SchemaVersionEdge> edges,
        @NonNull @Description("The versions.") List<@NonNull SchemaVersionObject> nodes,
        @NonNull @Description("Where the page is in the list.") PageInfoObject pageInfo) {

    /** A version in a page. */
    @Description("A version in a page.")
    public record SchemaVersionEdge(
            @NonNull @Description("The version.") SchemaVersionObject node,
            @NonNull @Description("Where it is in the list: what comes after it is asked for with this.")
                    String cursor) {}

    /** A version in short. */
    @Type("SchemaVersion")
    @Description("A version of a schema in short; RecordSpace.schema has the whole of it.")
    public record SchemaVersionObject(
            @NonNull @Description("Counts from 1.") Integer version,
            @NonNull @Description("When it was applied.") Instant applyTime,
            @NonNull @Description("The full names of the messages that are records.") List<@NonNull String> recordTypes,
            @NonNull @Description("The names of the indexes.") List<@NonNull String> indexes) {

        public static SchemaVersionObject of(AppliedSchema.Version version) {
            return new SchemaVersionObject(
                    version.version(), version.applyTime(), version.recordTypes(), version.indexes());
        }
    }
}
