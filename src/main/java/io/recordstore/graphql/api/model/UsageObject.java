package io.recordstore.graphql.api.model;

import io.recordstore.quota.Quotas;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** How much a RecordSpace holds, and may hold. */
@Type("Usage")
@Description("How much a RecordSpace holds, and may hold.")
public record UsageObject(
        @NonNull @Description("Bytes of its records as they are stored, with their keys and versions.")
                BigInteger bytes,
        @NonNull @Description("How many records there are of each type, in the order of their names.")
                List<@NonNull RecordCountObject> records,
        @NonNull @Description("Its own limits in force; those of its tenant hold besides.") QuotasObject quotas,
        @NonNull @Description("Its own limits that an operator has set; -1 where there is to be none.")
                QuotasObject setQuotas) {

    /**
     * As GetUsage tells it.
     *
     * @param counts by the names of record types
     * @param inForce with those of configuration
     * @param set by an operator
     */
    public static UsageObject of(long bytes, Map<String, Long> counts, Quotas inForce, Quotas set) {
        return new UsageObject(
                BigInteger.valueOf(bytes),
                counts.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(count -> new RecordCountObject(count.getKey(), BigInteger.valueOf(count.getValue())))
                        .toList(),
                QuotasObject.inForce(inForce),
                QuotasObject.asSet(set));
    }

    /** How many records of a type there are. */
    @Type("RecordCount")
    @Description("How many records of a type there are.")
    public record RecordCountObject(
            @NonNull @Description("The full name of the type.") String recordType,
            @NonNull @Description("How many.") BigInteger count) {}
}
