package io.recordstore.auth;

import io.recordstore.name.TenantName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a new token says in its authority block. Immutable: every method returns another grant.
 *
 * @param tenant the tenant that the token is for
 * @param rights what it may do; a token without any may do nothing
 * @param expiry its last second, or empty for a token that a server takes only with
 *     {@code recordstore.tokens.require-expiry=false}
 * @param breakGlass why an emergency token was made; the audit log has every call made with it
 */
public record TokenGrant(TenantName tenant, List<Right> rights, Optional<Instant> expiry, Optional<String> breakGlass) {

    /**
     * One right.
     *
     * @param spaces the RecordSpaces: an id such as {@code prod/users}, or {@code prod/*} for all whose id starts with
     *     {@code prod/}, or {@code *} for all
     * @param recordType the one record type, as calls name it; empty for every type
     */
    public record Right(String spaces, Optional<String> recordType, Operation operation) {}

    public TokenGrant {
        rights = List.copyOf(rights);
    }

    /** A grant that allows nothing and never expires. */
    public static TokenGrant to(TenantName tenant) {
        return new TokenGrant(tenant, List.of(), Optional.empty(), Optional.empty());
    }

    /** Adds these operations on RecordSpaces. */
    public TokenGrant rights(String spaces, Operation... operations) {
        return with(Stream.of(operations).map(operation -> new Right(spaces, Optional.empty(), operation)));
    }

    /** Adds these operations on the records of one type. */
    public TokenGrant rightsOnType(String spaces, String recordType, Operation... operations) {
        return with(Stream.of(operations).map(operation -> new Right(spaces, Optional.of(recordType), operation)));
    }

    /** Ends the token after this second. */
    public TokenGrant expiringAt(Instant lastSecond) {
        return new TokenGrant(tenant, rights, Optional.of(lastSecond), breakGlass);
    }

    /** Marks the token as one for emergencies. */
    public TokenGrant breakGlass(String why) {
        return new TokenGrant(tenant, rights, expiry, Optional.of(why));
    }

    private TokenGrant with(Stream<Right> more) {
        List<Right> all = new ArrayList<>(rights);
        more.forEach(all::add);
        return new TokenGrant(tenant, all, expiry, breakGlass);
    }
}
