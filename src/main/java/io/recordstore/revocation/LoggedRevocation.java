package io.recordstore.revocation;

import io.recordstore.name.TenantName;
import java.time.Instant;
import java.util.Optional;

/**
 * What a server needs to know of a revocation.
 *
 * @param tenant whose tokens it ends
 * @param id the revocation id
 * @param expireTime when the tokens have expired by themselves, or empty when that is not known
 */
record LoggedRevocation(TenantName tenant, RevocationId id, Optional<Instant> expireTime) {}
