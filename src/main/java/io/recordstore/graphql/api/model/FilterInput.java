package io.recordstore.graphql.api.model;

import io.smallrye.graphql.api.Nullable;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/** A condition on a record. */
@Input("FilterInput")
@Description("A condition on a record: exactly one of its fields.")
public record FilterInput(
        @Description("On one field.") FieldFilterInput field,
        @Nullable @Description("True when all are.") List<@NonNull FilterInput> and,
        @Nullable @Description("True when one is.") List<@NonNull FilterInput> or,
        @Description("True when this is false.") FilterInput not,
        @Description("On the elements of a repeated field of messages, or the entries of a map.")
                ElementFilterInput element) {}
