package io.recordstore.auth;

import java.util.List;

/** The tokens that are no longer taken, by revocation id. */
public interface Revocations {
    /**
     * Whether any of these is revoked. Called for every request on the authorisation threads: answers from memory,
     * and from several threads at once. A failure denies the call.
     *
     * @param revocationIds the ids of all blocks of a token, in lower-case hexadecimal
     */
    boolean isRevoked(List<String> revocationIds);
}
