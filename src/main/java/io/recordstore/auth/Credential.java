package io.recordstore.auth;

import io.recordstore.fault.Unauthenticated;
import java.util.Optional;

/**
 * The token that a call carries, from whatever edge it came.
 *
 * @param text the value of the call's {@code authorization} header, or empty when it has none
 */
public record Credential(Optional<String> text) {
    private static final String SCHEME = "Bearer ";

    /** The value of an {@code authorization} header; null when the call has none. */
    public static Credential ofHeader(String authorization) {
        return new Credential(Optional.ofNullable(authorization));
    }

    /** @throws Unauthenticated when the header is missing or of another scheme */
    String token() {
        return text.filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(value -> value.substring(SCHEME.length()).strip())
                .filter(token -> !token.isEmpty())
                .orElseThrow(() -> new Unauthenticated(
                        "TOKEN_MISSING", "the call carries no token: send authorization: Bearer <token>"));
    }

    /** Never the token. */
    @Override
    public String toString() {
        return text.isPresent() ? "a credential" : "no credential";
    }
}
