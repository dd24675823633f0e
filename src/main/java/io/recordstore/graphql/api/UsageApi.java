package io.recordstore.graphql.api;

import io.recordstore.graphql.api.model.RecordSpaceObject;
import io.recordstore.graphql.api.model.TenantUsageObject;
import io.recordstore.graphql.api.model.UsageObject;
import io.recordstore.graphql.execution.GraphqlCall;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.quota.FollowedQuotas;
import io.recordstore.quota.QuotaOwner;
import io.recordstore.schema.Schemas;
import io.recordstore.space.Usages;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** What is stored and what may be, over GraphQL. */
@GraphQLApi
public class UsageApi {
    private final Schemas schemas;
    private final Usages usages;
    private final FollowedQuotas quotas;
    private final CurrentCall call;

    UsageApi(Schemas schemas, Usages usages, FollowedQuotas quotas, CurrentCall call) {
        this.schemas = schemas;
        this.usages = usages;
        this.quotas = quotas;
        this.call = call;
    }

    @Query("usage")
    @Description("How much a tenant holds in all of its RecordSpaces, and may hold.")
    @Needs(right = "read")
    public Uni<TenantUsageObject> ofTenant(@Name("tenant") @Description(Arguments.TENANT) String tenant) {
        TenantName name = call.tenant(tenant);
        QuotaOwner owner = QuotaOwner.tenant(name.value());
        return call.run(current -> usages.of(name))
                .map(usage -> TenantUsageObject.of(usage, quotas.of(owner), quotas.setFor(owner)));
    }

    @Name("usage")
    @Description("How much it holds, and may hold.")
    public Uni<@NonNull UsageObject> ofRecordSpace(@Source RecordSpaceObject space) {
        TenantName tenant = new TenantName(space.tenant());
        RecordSpaceName name = new RecordSpaceName(space.recordSpace());
        QuotaOwner owner = new QuotaOwner(tenant.value(), name.value());
        return call.run(current -> counts(current, tenant, name, space.schemaVersion() != null)
                .chain(counts -> usages.of(tenant, name)
                        .map(usage -> UsageObject.of(usage.bytes(), counts, quotas.of(owner), quotas.setFor(owner)))));
    }

    private Uni<Map<String, Long>> counts(
            GraphqlCall current, TenantName owner, RecordSpaceName name, boolean hasSchema) {
        return hasSchema
                ? schemas.at(current.moment()).recordCounts(owner, name)
                : Uni.createFrom().item(Map.of());
    }
}
