package io.recordstore.auth;

import io.recordstore.name.TenantName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.biscuitsec.biscuit.error.Error;
import org.biscuitsec.biscuit.token.RevocationIdentifier;
import org.biscuitsec.biscuit.token.UnverifiedBiscuit;

/**
 * Tokens of every kind against the root key that {@code META-INF/microprofile-config.properties} of the tests
 * configures, under key id 1.
 */
public final class TestTokens {
    public static final int KEY_ID = 1;

    /** Of tests only: the server in test mode knows its public half from configuration, as in production. */
    public static final TokenMinter MINTER =
            TokenMinter.of(KEY_ID, "7c8a1d6a1f0c4b5f9f2f6f2b6a1e0d3c4b5a69788796a5b4c3d2e1f00f1e2d3c");

    /** A key that no server is configured with, under the id of one that is. */
    public static final TokenMinter STRANGER =
            TokenMinter.of(KEY_ID, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");

    private static final Duration HOUR = Duration.ofHours(1);

    private TestTokens() {}

    /** Every right of a tenant on every RecordSpace. */
    public static String admin(String tenant) {
        return MINTER.mint(everything(tenant));
    }

    /** Every right on every RecordSpace of a tenant, and that of whoever runs the service. */
    public static String operator(String tenant) {
        return MINTER.mint(grant(tenant).rights("*", Operation.values()));
    }

    /** These operations on RecordSpaces of a tenant. */
    public static String rights(String tenant, String spaces, Operation... operations) {
        return MINTER.mint(grant(tenant).rights(spaces, operations));
    }

    /** These operations on every RecordSpace of a tenant, for a time. */
    public static String rightsFor(String tenant, Duration time, Operation... operations) {
        return MINTER.mint(
                grant(tenant).rights("*", operations).expiringAt(Instant.now().plus(time)));
    }

    /** These operations on records of one type. */
    public static String rightsOnType(String tenant, String spaces, String type, Operation... operations) {
        return MINTER.mint(grant(tenant).rightsOnType(spaces, type, operations));
    }

    /** Every right, until an hour ago. */
    public static String expired(String tenant) {
        return MINTER.mint(everything(tenant).expiringAt(Instant.now().minus(HOUR)));
    }

    /** Every right, for ever: refused unless a server does without expiry. */
    public static String neverExpiring(String tenant) {
        return MINTER.mint(TokenGrant.to(new TenantName(tenant)).rights("*", Operation.ofTenants()));
    }

    /** Every right, by a key that the server does not know. */
    public static String byStranger(String tenant) {
        return STRANGER.mint(everything(tenant));
    }

    /** A grant of nothing that ends in an hour. */
    public static TokenGrant grant(String tenant) {
        return TokenGrant.to(new TenantName(tenant)).expiringAt(Instant.now().plus(HOUR));
    }

    /** The id of the token's last block: revoking it ends the token and what was narrowed from it. */
    public static String revocationId(String token) {
        try {
            List<RevocationIdentifier> ids =
                    UnverifiedBiscuit.from_b64url(token).revocation_identifiers();
            return ids.get(ids.size() - 1).toHex();
        } catch (Error failure) {
            throw new AssertionError(failure);
        }
    }

    private static TokenGrant everything(String tenant) {
        return grant(tenant).rights("*", Operation.ofTenants());
    }
}
