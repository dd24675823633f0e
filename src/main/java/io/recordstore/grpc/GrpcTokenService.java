package io.recordstore.grpc;

import io.quarkus.grpc.GrpcService;
import io.recordstore.auth.Caller;
import io.recordstore.auth.CurrentCaller;
import io.recordstore.auth.Inspection;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Requires;
import io.recordstore.auth.RequiresToken;
import io.recordstore.auth.Target;
import io.recordstore.auth.TokenInspector;
import io.recordstore.name.TenantName;
import io.recordstore.revocation.RevocationId;
import io.recordstore.revocation.RevokedTokens;
import io.recordstore.v1.InspectRequest;
import io.recordstore.v1.InspectResponse;
import io.recordstore.v1.ListRevokedRequest;
import io.recordstore.v1.ListRevokedResponse;
import io.recordstore.v1.RevokeRequest;
import io.recordstore.v1.RevokeResponse;
import io.recordstore.v1.TokenService;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Optional;

/** TokenService over gRPC. */
@GrpcService
@FaultsAsStatus
@WithinQuota
public class GrpcTokenService implements TokenService {
    private final TokenInspector inspector;
    private final RevokedTokens revokedTokens;
    private final CurrentCaller currentCaller;

    GrpcTokenService(TokenInspector inspector, RevokedTokens revokedTokens, CurrentCaller currentCaller) {
        this.inspector = inspector;
        this.revokedTokens = revokedTokens;
        this.currentCaller = currentCaller;
    }

    @Override
    @RequiresToken
    public Uni<InspectResponse> inspect(InspectRequest request) {
        Target target = TokenMessages.target(request);
        Uni<Inspection> inspection = request.getToken().isEmpty()
                ? inspector.own(currentCaller.credential(), target)
                : inspector.givenByAdministrator(
                        currentCaller.credential(), request.getToken(), new TenantName(request.getTenant()), target);
        return inspection.map(TokenMessages::write);
    }

    @Override
    @Requires(Operation.ADMIN)
    public Uni<RevokeResponse> revoke(RevokeRequest request) {
        TenantName tenant = new TenantName(request.getTenant());
        String reason = TokenMessages.reason(request.getReason());
        String revokedBy = currentCaller.get().map(Caller::revocationId).orElseThrow();
        return revoked(tenant, request)
                .chain(block -> revokedTokens.revoke(tenant, block.id(), block.expireTime(), reason, revokedBy))
                .map(revocation -> RevokeResponse.newBuilder()
                        .setRevokedToken(TokenMessages.write(revocation))
                        .build());
    }

    private record Revoked(RevocationId id, Optional<Instant> expireTime) {}

    private Uni<Revoked> revoked(TenantName tenant, RevokeRequest request) {
        return switch (request.getRevokedCase()) {
            case REVOCATION_ID -> {
                RevocationId id = RevocationId.parse("revocation_id", request.getRevocationId());
                yield Uni.createFrom().item(new Revoked(id, TokenMessages.expireTime(request)));
            }
            case TOKEN -> {
                TokenMessages.requireNoExpireTime(request);
                Target all = new Target(tenant.value(), new Target.WholeTenant(), "");
                yield inspector
                        .given(request.getToken(), tenant, all)
                        .map(token -> new Revoked(new RevocationId(token.ownRevocationId()), token.expiry()));
            }
            case REVOKED_NOT_SET -> throw TokenMessages.nothingToRevoke();
        };
    }

    @Override
    @Requires(Operation.ADMIN)
    public Uni<ListRevokedResponse> listRevoked(ListRevokedRequest request) {
        int pageSize = TokenMessages.pageSize(request.getPageSize());
        Optional<RevocationId> after = TokenMessages.after(request.getPageToken());
        return revokedTokens
                .list(new TenantName(request.getTenant()), after, pageSize + 1)
                .map(found -> TokenMessages.page(found, pageSize));
    }
}
