package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/** A label. */
@Input("LabelInput")
@Description("Something to say about a RecordSpace.")
public record LabelInput(
        @NonNull @Description("1 to 63 letters and digits, with '-', '_', '.' and '/' inside.") String key,
        @NonNull @Description("At most 63 characters.") String value) {}
