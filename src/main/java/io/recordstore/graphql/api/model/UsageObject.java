package io.recordstore.graphql.api.model;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** How much a RecordSpace holds. */
@Type("Usage")
@Description("How much a RecordSpace holds.")
public record UsageObject(
        @NonNull @Description("Bytes of its records as they are stored, with their keys and versions.")
                BigInteger bytes,
        @NonNull @Description("How many records there are of each type, in the order of their names.")
                List<@NonNull RecordCountObject> records) {

    /** @param counts by the names of record types */
    public static UsageObject of(long bytes, Map<String, Long> counts) {
        return new UsageObject(
                BigInteger.valueOf(bytes),
                counts.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(count -> new RecordCountObject(count.getKey(), BigInteger.valueOf(count.getValue())))
                        .toList());
    }

    /** How many records of a type there are. */
    @Type("RecordCount")
    @Description("How many records of a type there are.")
    public record RecordCountObject(
            @NonNull @Description("The full name of the type.") String recordType,
            @NonNull @Description("How many.") BigInteger count) {}
}
