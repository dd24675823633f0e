package io.recordstore.graphql.api;

import io.recordstore.auth.Credential;
import io.recordstore.auth.Inspection;
import io.recordstore.auth.Target;
import io.recordstore.auth.TokenInspector;
import io.recordstore.graphql.api.model.TokenObject;
import io.recordstore.name.TenantName;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.Query;

/** Tokens over GraphQL. */
@GraphQLApi
public class TokensApi {
    private final TokenInspector inspector;
    private final CurrentCall call;

    TokensApi(TokenInspector inspector, CurrentCall call) {
        this.inspector = inspector;
        this.call = call;
    }

    @Query("token")
    @Description("What a token says of itself, and what it allows in one place: the token of this call, or for whoever"
            + " administers its tenant, another.")
    @Needs(right = Needs.ANY_TOKEN)
    public Uni<TokenObject> token(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace")
                    @Description("The RecordSpace that it is to be used on; the tenant as a whole when left out.")
                    String recordSpace,
            @Name("recordType") @Description("The record type that it is to be used on; all when left out.")
                    String recordType,
            @Name("token") @Description("Another token than the one of this call.") String token) {
        TenantName owner = call.tenant(tenant);
        Target target = new Target(
                owner.value(),
                recordSpace == null || recordSpace.isEmpty() ? new Target.WholeTenant() : new Target.One(recordSpace),
                recordType == null ? "" : recordType);
        return call.run(current -> inspect(current.credential(), token, owner, target))
                .map(TokenObject::of);
    }

    private Uni<Inspection> inspect(Credential credential, String token, TenantName tenant, Target target) {
        return token == null || token.isEmpty()
                ? inspector.own(credential, target)
                : inspector.givenByAdministrator(credential, token, tenant, target);
    }
}
