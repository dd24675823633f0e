package io.recordstore.revocation;

import io.recordstore.name.TenantName;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Revokes tokens and lists what is revoked. A revocation belongs to a tenant and ends that tenant's tokens alone, so that
 * nobody can end another tenant's, whatever ids they know.
 */
@Singleton
public class RevokedTokens {
    /** Far within the five seconds of a transaction. */
    private static final int PURGE_AT_ONCE = 200;

    private final RevocationStore store;
    private final FollowedRevocations followed;
    private final RevocationConfig config;
    private final Clock clock;

    RevokedTokens(RevocationStore store, FollowedRevocations followed, RevocationConfig config, Clock clock) {
        this.store = store;
        this.followed = followed;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Revokes a block of tokens. When it is done, this server refuses them; the others do within a second.
     *
     * @param expireTime when the last token that has the block expires; a revocation without one is kept for ever
     * @param reason why
     * @param revokedBy the first revocation id of the caller's token
     * @return the revocation; of one that was there already, only the expiry may have moved to a later one
     */
    public Uni<Revocation> revoke(
            TenantName tenant, RevocationId id, Optional<Instant> expireTime, String reason, String revokedBy) {
        return store.add(new Revocation(tenant, id, clock.instant(), expireTime, reason, revokedBy))
                .call(followed::look);
    }

    /**
     * One page of a tenant's revocations in the order of their ids.
     *
     * @param after the last id of the page before; empty for the first page
     * @param limit how many at most
     */
    public Uni<List<Revocation>> list(TenantName tenant, Optional<RevocationId> after, int limit) {
        return store.list(tenant, after, limit);
    }

    /**
     * Forgets the revocations of tokens that have expired long enough ago, in transactions of a bounded size.
     *
     * @return how many were forgotten
     */
    public Uni<Integer> purge() {
        Instant before = clock.instant().minus(config.clockLeeway());
        return purge(before, 0);
    }

    private Uni<Integer> purge(Instant before, int purged) {
        return store.purge(before, PURGE_AT_ONCE)
                .chain(count ->
                        count < PURGE_AT_ONCE ? Uni.createFrom().item(purged + count) : purge(before, purged + count));
    }
}
