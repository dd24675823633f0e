package io.recordstore.operation;

import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;

/**
 * A RecordSpace with something to do behind its calls.
 *
 * @param tenantId the number that stands for the tenant in keys
 * @param incarnation the RecordSpace's when the job was added: one that was made anew under the name is another
 * @param operation the number of the operation that tells users of it
 */
public record Job(
        JobKind kind, TenantName tenant, long tenantId, RecordSpaceName space, long incarnation, long operation) {}
