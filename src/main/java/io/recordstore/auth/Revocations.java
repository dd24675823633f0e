package io.recordstore.auth;

import io.recordstore.name.TenantName;
import java.util.List;

/** The tokens that are no longer taken: for each tenant, the revocation ids of blocks. */
public interface Revocations {
    /**
     * Whether any of these is revoked for the tenant. Called for every request, from several threads at once. A failure
     * denies the call.
     *
     * @param tenant the tenant that the token is for; what another tenant revoked is of no account
     * @param revocationIds the ids of all blocks of a token, in lower-case hexadecimal
     * @throws io.recordstore.fault.Unavailable when that is not known now
     */
    boolean isRevoked(TenantName tenant, List<String> revocationIds);

    /**
     * Whether {@link #isRevoked} may wait for the store for this tenant, so that no event loop may call it; it answers
     * from memory otherwise.
     */
    default boolean mayWait(TenantName tenant) {
        return false;
    }
}
