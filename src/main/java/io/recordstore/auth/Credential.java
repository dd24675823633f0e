package io.recordstore.auth;

import io.recordstore.fault.Unauthenticated;
import java.util.Optional;

/**
 * The token that a call carries, from whatever edge it came.
 *
 * @param text the value of the call's {@code authorization} header, or empty when it has none
 * @param call the call's name for the audit log, such as {@code RecordService/Put}; never anything that a caller wrote
 */
public record Credential(Optional<String> text, String call) {
    private static final String SCHEME = "Bearer ";
    private static final String NO_NAME = "-";

    /** The value of an {@code authorization} header, of a call without a name; null when the call has none. */
    public static Credential ofHeader(String authorization) {
        return ofHeader(authorization, NO_NAME);
    }

    /** The value of an {@code authorization} header; null when the call has none. */
    public static Credential ofHeader(String authorization, String call) {
        return new Credential(Optional.ofNullable(authorization), call);
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
