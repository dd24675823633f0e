package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/** Which changes are to be kept. */
@Input("ChangeRetentionInput")
@Description("Which of its changes a RecordSpace is to keep. What is kept no longer is forgotten within seconds.")
public record ChangeRetentionInput(
        @NonNull @Description("For how long, in seconds: 604800s. 60s to 90 days, or 0s to keep none.") String duration,
        @Description("What is kept of a change besides the record's key; NONE when left out.")
                ChangeValuesEnum values) {}
