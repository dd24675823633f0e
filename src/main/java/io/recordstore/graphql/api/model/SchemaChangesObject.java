package io.recordstore.graphql.api.model;

import io.recordstore.schema.AppliedSchema;
import io.recordstore.schema.SchemaChange;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** What applying a schema did. */
@Type("SchemaChanges")
@Description("What applying a schema did, or with validateOnly would do.")
public record SchemaChangesObject(
        @Description("The schema that is now in force; null with validateOnly.") SchemaObject schema,
        @NonNull @Description("What changed, or would.") List<@NonNull ChangeObject> changes) {

    public static SchemaChangesObject of(AppliedSchema.Outcome outcome) {
        return new SchemaChangesObject(
                outcome.schema() == null ? null : SchemaObject.of(outcome.schema()),
                outcome.changes().stream().map(ChangeObject::of).toList());
    }

    /** One change. */
    @Type("SchemaChange")
    @Description("One thing that a new version of a schema changes.")
    public record ChangeObject(
            @NonNull @Description("What becomes of it.") ChangeKindEnum kind,
            @NonNull @Description("What it is.") ChangeElementEnum element,
            @NonNull @Description("Its name: City, City.population, City.Kind.CAPITAL or the name of an index.")
                    String name,
            @NonNull @Description("What is different, for a reader.") String description,
            @NonNull
                    @Description(
                            "Whether what is stored can follow. Where it cannot, applySchema refuses the whole schema.")
                    Boolean allowed,
            @NonNull @Description("About how many records have to be read to build the index.") Long recordsToIndex,
            @Description("Why it is refused; null when it is not.") String reason,
            @Description("What to do instead; null when it is not refused.") String fix) {

        static ChangeObject of(SchemaChange change) {
            return new ChangeObject(
                    ChangeKindEnum.valueOf(change.kind().name()),
                    ChangeElementEnum.valueOf(change.element().name()),
                    change.name(),
                    change.description(),
                    change.refusal().isEmpty(),
                    change.recordsToIndex(),
                    change.refusal().map(SchemaChange.Refusal::reason).orElse(null),
                    change.refusal().map(SchemaChange.Refusal::fix).orElse(null));
        }
    }
}
