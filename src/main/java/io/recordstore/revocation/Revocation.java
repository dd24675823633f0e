package io.recordstore.revocation;

import io.recordstore.name.TenantName;
import java.time.Instant;
import java.util.Optional;

/**
 * A block of tokens that is no longer taken.
 *
 * @param tenant whose tokens it ends; those of another tenant it does not touch
 * @param id the block's revocation id
 * @param revokeTime when it was revoked first
 * @param expireTime when the tokens have expired by themselves, or empty when that is not known
 * @param reason why, in its revoker's words
 * @param revokedBy the first revocation id of the token that it was revoked with
 */
public record Revocation(
        TenantName tenant,
        RevocationId id,
        Instant revokeTime,
        Optional<Instant> expireTime,
        String reason,
        String revokedBy) {

    /** Whether an expiry is later than this one's. */
    boolean endsBefore(Optional<Instant> other) {
        return expireTime.isPresent() && other.map(expireTime.get()::isBefore).orElse(true);
    }

    Revocation withExpireTime(Optional<Instant> other) {
        return new Revocation(tenant, id, revokeTime, other, reason, revokedBy);
    }
}
