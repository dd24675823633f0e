package io.recordstore.auth;

/** Tells good tokens from others. */
interface TokenVerification {
    /**
     * @param text the token in URL-safe base64
     * @param keys the root keys in force
     * @throws io.recordstore.fault.Unauthenticated when it is broken, not signed with one of the keys, or not in
     *     record-store's vocabulary
     * @throws io.recordstore.fault.LimitExceeded when it is over a limit
     */
    VerifiedToken verify(String text, RootKeys keys);
}
