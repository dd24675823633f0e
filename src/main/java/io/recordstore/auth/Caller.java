package io.recordstore.auth;

import io.recordstore.name.TenantName;

/**
 * Whose token a call carries.
 *
 * @param tenant the tenant that the token was made for
 * @param revocationId the token's first revocation id in lower-case hexadecimal: names the token in logs and in
 *     revocation lists, and opens nothing
 */
public record Caller(TenantName tenant, String revocationId) {}
