package io.recordstore.auth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a token says of itself and allows in one place.
 *
 * @param caller whose it is
 * @param expiry its last second, or empty when it never ends
 * @param revocationIds the id of each block, the first block's first, in lower-case hexadecimal; revoking any of them
 *     ends the token
 * @param operations what it allows on the target that was asked about
 */
public record Inspection(
        Caller caller, Optional<Instant> expiry, List<String> revocationIds, Set<Operation> operations) {

    public Inspection {
        revocationIds = List.copyOf(revocationIds);
        operations = Set.copyOf(operations);
    }
}
