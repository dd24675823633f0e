package io.recordstore.auth;

import io.recordstore.name.TenantName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.biscuitsec.biscuit.token.Biscuit;

/**
 * A token whose signatures, shape and vocabulary are in order. What it allows is decided anew for every call.
 *
 * @param biscuit the token itself; read by several threads, changed by none
 * @param tenant the tenant that it is for
 * @param expiry when it ends, or empty when it never does
 * @param revocationIds the revocation id of each block, first the authority's, in lower-case hexadecimal
 * @param breakGlass the reason that an emergency token states
 * @param plainRights its rights, when it says nothing but facts and its expiry
 */
record VerifiedToken(
        Biscuit biscuit,
        TenantName tenant,
        Optional<Instant> expiry,
        List<String> revocationIds,
        Optional<String> breakGlass,
        Optional<PlainRights> plainRights) {

    Caller caller() {
        return new Caller(tenant, revocationIds.get(0));
    }

    /** Whether it has ended. Its last second is part of it, as {@code $t <= expiry} says. */
    boolean hasExpired(Instant now) {
        return expiry.filter(end -> now.getEpochSecond() > end.getEpochSecond()).isPresent();
    }

    /** Never the token: a log that prints it opens nothing. */
    @Override
    public String toString() {
        return "token " + revocationIds.get(0) + " of " + tenant;
    }
}
