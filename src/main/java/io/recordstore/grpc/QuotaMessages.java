package io.recordstore.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.quota.Limit;
import io.recordstore.quota.Usage;
import io.recordstore.space.Usages;
import io.recordstore.v1.GetUsageResponse;
import io.recordstore.v1.Quotas;
import io.recordstore.v1.SetQuotasRequest;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Limits and usage to and from messages, whose fields have the limits' names. */
final class QuotaMessages {
    private QuotaMessages() {}

    /** @throws InvalidRequest when none is, or one that a RecordSpace cannot have */
    static Set<Limit> which(SetQuotasRequest request) {
        Set<Limit> which = EnumSet.noneOf(Limit.class);
        if (request.getUpdateMask().getPathsList().isEmpty()) {
            which.addAll(read(request).limits().keySet());
        } else {
            request.getUpdateMask().getPathsList().forEach(path -> which.add(limit(path)));
        }
        if (which.isEmpty()) {
            throw new InvalidRequest(
                    "quotas", "no limit is set, and update_mask names none: there is nothing to change");
        }
        if (which.contains(Limit.RECORD_SPACES) && !request.getRecordSpace().isEmpty()) {
            throw new InvalidRequest(
                    "quotas.record_spaces", "a RecordSpace has no RecordSpaces: leave record_space empty, or this out");
        }
        return which;
    }

    private static Limit limit(String path) {
        return Stream.of(Limit.values())
                .filter(limit -> limit.label().equals(path))
                .findFirst()
                .orElseThrow(() -> new InvalidRequest(
                        "update_mask",
                        "there are no such limits: name some of "
                                + String.join(
                                        ", ",
                                        Stream.of(Limit.values())
                                                .map(Limit::label)
                                                .toList())));
    }

    /** @throws InvalidRequest when one is below what it may be */
    static io.recordstore.quota.Quotas read(SetQuotasRequest request) {
        Map<Limit, Long> limits = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            if (request.getQuotas().hasField(field(limit))) {
                limits.put(limit, value(limit, (Long) request.getQuotas().getField(field(limit))));
            }
        }
        return new io.recordstore.quota.Quotas(limits);
    }

    private static long value(Limit limit, long value) {
        if (value != io.recordstore.quota.Quotas.UNLIMITED && value < limit.least()) {
            throw new InvalidRequest(
                    "quotas." + limit.label(), "it may be no less than " + limit.least() + ", or -1 for no limit");
        }
        return value;
    }

    /** What is in force. */
    static Quotas write(io.recordstore.quota.Quotas quotas) {
        Quotas.Builder message = Quotas.newBuilder();
        for (Limit limit : Limit.values()) {
            quotas.of(limit).ifPresent(value -> message.setField(field(limit), value));
        }
        return message.build();
    }

    /** What is set, also where it is set to none. */
    static Quotas writeAsSet(io.recordstore.quota.Quotas quotas) {
        Quotas.Builder message = Quotas.newBuilder();
        quotas.limits().forEach((limit, value) -> message.setField(field(limit), value));
        return message.build();
    }

    static GetUsageResponse.Builder write(Usage stored) {
        return GetUsageResponse.newBuilder().setBytes(stored.bytes()).setRecords(stored.records());
    }

    static GetUsageResponse.Builder write(Usages.OfTenant usage) {
        return write(usage.stored()).setRecordSpaces(usage.recordSpaces());
    }

    private static FieldDescriptor field(Limit limit) {
        return Quotas.getDescriptor().findFieldByName(limit.label());
    }
}
