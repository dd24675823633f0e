package io.recordstore.graphql.api.model;

import io.recordstore.quota.Limit;
import io.recordstore.quota.Quotas;
import java.math.BigInteger;
import java.util.function.Function;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/** Limits of a tenant or a RecordSpace. */
@Type("Quotas")
@Description("Limits of a tenant or a RecordSpace; null where there is none.")
public record QuotasObject(
        @Description("Bytes of records as they are stored, with their keys and versions.") BigInteger bytes,
        @Description("Records.") BigInteger records,
        @Description("RecordSpaces; of a tenant alone.") BigInteger recordSpaces,
        @Description("Calls that begin, on each server.") BigInteger requestsPerSecond,
        @Description("Bytes of requests and answers, on each server.") BigInteger bytesPerSecond) {

    /** What is in force. */
    static QuotasObject inForce(Quotas quotas) {
        return of(limit -> quotas.of(limit).isPresent() ? quotas.of(limit).getAsLong() : null);
    }

    /** What is set, also where it is set to none. */
    static QuotasObject asSet(Quotas quotas) {
        return of(quotas.limits()::get);
    }

    private static QuotasObject of(Function<Limit, Long> limits) {
        Function<Limit, BigInteger> value = limits.andThen(limit -> limit == null ? null : BigInteger.valueOf(limit));
        return new QuotasObject(
                value.apply(Limit.BYTES),
                value.apply(Limit.RECORDS),
                value.apply(Limit.RECORD_SPACES),
                value.apply(Limit.REQUESTS_PER_SECOND),
                value.apply(Limit.BYTES_PER_SECOND));
    }
}
