package io.recordstore.graphql.api.model;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/** A message that is a record. */
@Input("RecordTypeInput")
@Description("A message of the schema that is a record, by its primary key.")
public record RecordTypeInput(
        @NonNull @Description("The message's name: City, or in full, geo.v1.City.") String name,
        @NonNull @Description("The paths of the fields that together tell one record from all others of its type.")
                List<@NonNull String> primaryKey) {}
