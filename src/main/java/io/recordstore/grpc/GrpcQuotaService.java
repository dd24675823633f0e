package io.recordstore.grpc;

import io.quarkus.grpc.GrpcService;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Requires;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.quota.FollowedQuotas;
import io.recordstore.quota.QuotaOwner;
import io.recordstore.space.Usages;
import io.recordstore.v1.GetUsageRequest;
import io.recordstore.v1.GetUsageResponse;
import io.recordstore.v1.QuotaService;
import io.recordstore.v1.SetQuotasRequest;
import io.recordstore.v1.SetQuotasResponse;
import io.smallrye.mutiny.Uni;

/** QuotaService over gRPC. Rates do not hold for it, so that whoever is at a limit can see it, and an operator lift it. */
@GrpcService
@FaultsAsStatus
public class GrpcQuotaService implements QuotaService {
    private final FollowedQuotas quotas;
    private final Usages usages;

    GrpcQuotaService(FollowedQuotas quotas, Usages usages) {
        this.quotas = quotas;
        this.usages = usages;
    }

    @Override
    @Requires(Operation.OPERATE)
    public Uni<SetQuotasResponse> setQuotas(SetQuotasRequest request) {
        QuotaOwner owner = owner(request.getTenant(), request.getRecordSpace());
        return quotas.change(owner, QuotaMessages.which(request), QuotaMessages.read(request))
                .map(changed -> SetQuotasResponse.newBuilder()
                        .setQuotas(QuotaMessages.write(quotas.of(owner)))
                        .setSetQuotas(QuotaMessages.writeAsSet(quotas.setFor(owner)))
                        .build());
    }

    @Override
    @Requires(Operation.READ)
    public Uni<GetUsageResponse> getUsage(GetUsageRequest request) {
        QuotaOwner owner = owner(request.getTenant(), request.getRecordSpace());
        return usage(owner).map(usage -> usage.setQuotas(QuotaMessages.write(quotas.of(owner)))
                .setSetQuotas(QuotaMessages.writeAsSet(quotas.setFor(owner)))
                .build());
    }

    private Uni<GetUsageResponse.Builder> usage(QuotaOwner owner) {
        TenantName tenant = new TenantName(owner.tenant());
        return owner.recordSpace().isEmpty()
                ? usages.of(tenant).map(QuotaMessages::write)
                : usages.of(tenant, new RecordSpaceName(owner.recordSpace())).map(QuotaMessages::write);
    }

    private static QuotaOwner owner(String tenant, String recordSpace) {
        return new QuotaOwner(
                new TenantName(tenant).value(), recordSpace.isEmpty() ? "" : new RecordSpaceName(recordSpace).value());
    }
}
