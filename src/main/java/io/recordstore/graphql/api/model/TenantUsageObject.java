package io.recordstore.graphql.api.model;

import io.recordstore.quota.Quotas;
import io.recordstore.space.Usages;
import java.math.BigInteger;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** How much a tenant holds, and may hold. */
@Type("TenantUsage")
@Description("How much a tenant holds, and may hold.")
public record TenantUsageObject(
        @NonNull @Description("Bytes of its records as they are stored, with their keys and versions.")
                BigInteger bytes,
        @NonNull @Description("How many records there are in all of its RecordSpaces.") BigInteger records,
        @NonNull @Description("How many RecordSpaces it has.") BigInteger recordSpaces,
        @NonNull @Description("The limits in force.") QuotasObject quotas,
        @NonNull @Description("The limits that an operator has set; -1 where there is to be none.")
                QuotasObject setQuotas) {

    /**
     * As GetUsage tells it.
     *
     * @param inForce with those of configuration
     * @param set by an operator
     */
    public static TenantUsageObject of(Usages.OfTenant usage, Quotas inForce, Quotas set) {
        return new TenantUsageObject(
                BigInteger.valueOf(usage.stored().bytes()),
                BigInteger.valueOf(usage.stored().records()),
                BigInteger.valueOf(usage.recordSpaces()),
                QuotasObject.inForce(inForce),
                QuotasObject.asSet(set));
    }
}
