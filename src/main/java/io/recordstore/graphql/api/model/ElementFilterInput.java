package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/** A condition that one and the same element fulfils. */
@Input("ElementFilterInput")
@Description("A condition that one and the same element fulfils: for \"a currency with this key and that symbol\".")
public record ElementFilterInput(
        @NonNull @Description("The path of the repeated field of messages, or of the map.") String path,
        @Description("Which elements must match; ANY when left out.") QuantifierEnum quantifier,
        @NonNull
                @Description(
                        "The condition. Its paths start at the element; a map's entry has the fields key and value.")
                FilterInput filter) {}
