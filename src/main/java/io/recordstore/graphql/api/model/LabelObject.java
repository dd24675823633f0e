package io.recordstore.graphql.api.model;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** A label. */
@Type("Label")
@Description("Something that users say about a RecordSpace.")
public record LabelObject(
        @NonNull @Description("What is said: env.") String key,
        @NonNull @Description("How it is: staging.") String value) {

    static List<LabelObject> of(Map<String, String> labels) {
        return labels.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(label -> new LabelObject(label.getKey(), label.getValue()))
                .toList();
    }
}
