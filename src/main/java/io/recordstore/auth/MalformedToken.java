package io.recordstore.auth;

import io.recordstore.fault.Unauthenticated;

/** The answers to a token that is not one that record-store reads. */
final class MalformedToken {
    private MalformedToken() {}

    /** The token is broken. */
    static Unauthenticated because(String what) {
        return new Unauthenticated("TOKEN_MALFORMED", "the token is malformed: " + what);
    }

    /** The token may be a good Biscuit, but uses what record-store does not take. */
    static Unauthenticated unsupported(String what) {
        return new Unauthenticated("TOKEN_UNSUPPORTED", "record-store does not take this token: " + what);
    }
}
