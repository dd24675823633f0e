package io.recordstore.grpc;

import com.google.protobuf.Timestamp;
import io.recordstore.auth.Inspection;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Target;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.revocation.Revocation;
import io.recordstore.revocation.RevocationId;
import io.recordstore.v1.InspectRequest;
import io.recordstore.v1.InspectResponse;
import io.recordstore.v1.ListRevokedResponse;
import io.recordstore.v1.RevokeRequest;
import io.recordstore.v1.RevokedToken;
import io.recordstore.v1.Token;
import io.recordstore.v1.TokenBlock;
import io.recordstore.v1.TokenRight;
import io.recordstore.v1.TokenState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tokens and revocations from messages and to messages. */
final class TokenMessages {
    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;
    private static final int MAX_REASON = 500;

    /** What a Timestamp holds. */
    private static final Instant FIRST_TIME = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59Z");

    private TokenMessages() {}

    static Target target(InspectRequest request) {
        Target.Spaces spaces = request.getRecordSpace().isEmpty()
                ? new Target.WholeTenant()
                : new Target.One(request.getRecordSpace());
        return new Target(request.getTenant(), spaces, request.getRecordType());
    }

    static InspectResponse write(Inspection inspection) {
        InspectResponse.Builder response =
                InspectResponse.newBuilder().setToken(token(inspection)).setState(state(inspection.state()));
        inspection.operations().stream().sorted().map(Operation::right).forEach(response::addAllowedOperations);
        return response.build();
    }

    private static Token token(Inspection inspection) {
        Token.Builder token = Token.newBuilder().setTenant(inspection.tenant().value());
        inspection.keyId().ifPresent(token::setKeyId);
        inspection.expiry().ifPresent(end -> token.setExpireTime(timestamp(end)));
        inspection.breakGlass().ifPresent(token::setBreakGlass);
        inspection
                .rights()
                .forEach(right -> token.addRights(TokenRight.newBuilder()
                        .setRecordSpaces(right.spaces())
                        .setRecordType(right.recordType().orElse(""))
                        .setOperation(right.operation())));
        inspection
                .blocks()
                .forEach(block -> token.addBlocks(TokenBlock.newBuilder()
                        .setRevocationId(block.revocationId())
                        .addAllChecks(block.checks())));
        return token.build();
    }

    /** A token may end at times that a Timestamp cannot hold. */
    private static Timestamp timestamp(Instant time) {
        Instant within = time.isAfter(LAST_TIME) ? LAST_TIME : time.isBefore(FIRST_TIME) ? FIRST_TIME : time;
        return SchemaMessages.timestamp(within);
    }

    private static TokenState state(Inspection.State state) {
        return switch (state) {
            case ACTIVE -> TokenState.TOKEN_STATE_ACTIVE;
            case EXPIRED -> TokenState.TOKEN_STATE_EXPIRED;
            case REVOKED -> TokenState.TOKEN_STATE_REVOKED;
        };
    }

    static RevokedToken write(Revocation revocation) {
        RevokedToken.Builder revoked = RevokedToken.newBuilder()
                .setRevocationId(revocation.id().hex())
                .setRevokeTime(timestamp(revocation.revokeTime()))
                .setReason(revocation.reason())
                .setRevokedBy(revocation.revokedBy());
        revocation.expireTime().ifPresent(end -> revoked.setExpireTime(timestamp(end)));
        return revoked.build();
    }

    static String reason(String reason) {
        if (reason.codePointCount(0, reason.length()) > MAX_REASON) {
            throw new InvalidRequest("reason", "it has more than " + MAX_REASON + " characters");
        }
        return reason;
    }

    static Optional<Instant> expireTime(RevokeRequest request) {
        if (!request.hasExpireTime()) {
            return Optional.empty();
        }
        Instant time;
        try {
            time = Instant.ofEpochSecond(
                    request.getExpireTime().getSeconds(),
                    request.getExpireTime().getNanos());
        } catch (DateTimeException | ArithmeticException beyondTime) {
            throw invalidExpireTime();
        }
        if (time.isBefore(Instant.now()) || time.isAfter(LAST_TIME)) {
            throw invalidExpireTime();
        }
        return Optional.of(time);
    }

    private static InvalidRequest invalidExpireTime() {
        return new InvalidRequest(
                "expire_time", "it is not in the future: leave it out where it is not known when the tokens expire");
    }

    static void requireNoExpireTime(RevokeRequest request) {
        if (request.hasExpireTime()) {
            throw new InvalidRequest("expire_time", "a token says itself when it expires: leave expire_time out");
        }
    }

    static InvalidRequest nothingToRevoke() {
        return new InvalidRequest("revoked", "give the revocation_id of a block, or a token");
    }

    static int pageSize(int requested) {
        if (requested < 0 || requested > MAX_PAGE_SIZE) {
            throw new InvalidRequest("page_size", "it is from 1 to " + MAX_PAGE_SIZE + ", or 0 for the default");
        }
        return requested == 0 ? DEFAULT_PAGE_SIZE : requested;
    }

    /** A page token is the last id of its page. */
    static Optional<RevocationId> after(String pageToken) {
        if (pageToken.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RevocationId(pageToken));
        } catch (IllegalArgumentException foreign) {
            throw new InvalidRequest("page_token", "it is not the next_page_token of a page of this list");
        }
    }

    /** @param found one more than the page holds, where there is one */
    static ListRevokedResponse page(List<Revocation> found, int pageSize) {
        ListRevokedResponse.Builder response = ListRevokedResponse.newBuilder();
        found.stream().limit(pageSize).map(TokenMessages::write).forEach(response::addRevokedTokens);
        if (found.size() > pageSize) {
            response.setNextPageToken(found.get(pageSize - 1).id().hex());
        }
        return response.build();
    }
}
