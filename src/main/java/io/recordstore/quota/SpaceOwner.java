package io.recordstore.quota;

/**
 * A RecordSpace whose records are counted.
 *
 * @param tenantId the number that stands for the tenant in keys
 * @param incarnation the number under which the RecordSpace's keys lie
 */
public record SpaceOwner(String tenant, String recordSpace, long tenantId, long incarnation) {
    QuotaOwner owner() {
        return new QuotaOwner(tenant, recordSpace);
    }
}
