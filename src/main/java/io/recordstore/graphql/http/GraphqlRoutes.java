package io.recordstore.graphql.http;

import graphql.ExecutionResult;
import io.recordstore.auth.Caller;
import io.recordstore.auth.Credential;
import io.recordstore.auth.Target;
import io.recordstore.graphql.api.PublicSchema;
import io.recordstore.graphql.execution.DocumentExecution;
import io.recordstore.graphql.execution.GraphqlRequest;
import io.recordstore.graphql.execution.RecordSpaceSchemas;
import io.recordstore.graphql.request.Endpoint;
import io.recordstore.graphql.websocket.Sockets;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.quota.QuotaOwner;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * The paths of GraphQL: {@code /graphql} for whole tenants, and {@code /graphql/{tenant}/{RecordSpace}} for one RecordSpace,
 * whose name's segments are segments of the path.
 */
@Singleton
class GraphqlRoutes {
    private static final String PATH = "/graphql";

    private static final int NOT_FOUND = 404;

    /** After the filters of all requests, and before SmallRye's own routes of this path, which know neither limits nor tokens. */
    private static final int BEFORE_SMALLRYE = -150;

    private final HttpRequests requests;
    private final Sockets sockets;
    private final DocumentExecution execution;
    private final PublicSchema publicSchema;
    private final RecordSpaceSchemas schemas;

    GraphqlRoutes(
            HttpRequests requests,
            Sockets sockets,
            DocumentExecution execution,
            PublicSchema publicSchema,
            RecordSpaceSchemas schemas) {
        this.requests = requests;
        this.sockets = sockets;
        this.execution = execution;
        this.publicSchema = publicSchema;
        this.schemas = schemas;
    }

    void install(@Observes Router router) {
        router.route(PATH).order(BEFORE_SMALLRYE).handler(context -> handle(context, new OfTenants()));
        router.route(PATH + "/*").order(BEFORE_SMALLRYE).handler(this::ofRecordSpace);
    }

    private void ofRecordSpace(RoutingContext context) {
        String[] names = context.request().path().substring(PATH.length() + 1).split("/", 2);
        if (names.length < 2) {
            context.response().setStatusCode(NOT_FOUND).end();
            return;
        }
        handle(context, new OfRecordSpace(decoded(names[0]), decoded(names[1])));
    }

    private void handle(RoutingContext context, Endpoint endpoint) {
        if (Sockets.isAskedFor(context.request())) {
            sockets.handle(context, endpoint);
        } else {
            requests.handle(context, endpoint);
        }
    }

    private static String decoded(String name) {
        return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The schema of whole tenants, which every caller may know. */
    private final class OfTenants implements Endpoint {
        @Override
        public String name() {
            return "Tenants";
        }

        @Override
        public String tenant() {
            return "";
        }

        @Override
        public QuotaOwner owner(Caller caller) {
            return QuotaOwner.tenant(caller.tenant().value());
        }

        @Override
        public Multi<ExecutionResult> execute(GraphqlRequest request, Credential credential, Caller caller) {
            return execution.execute(publicSchema.executable(), request, credential, caller);
        }
    }

    /** The schema that is made of a RecordSpace's own. */
    private final class OfRecordSpace implements Endpoint {
        private final String tenant;
        private final String recordSpace;

        OfRecordSpace(String tenant, String recordSpace) {
            this.tenant = tenant;
            this.recordSpace = recordSpace;
        }

        @Override
        public String name() {
            return "RecordSpace";
        }

        @Override
        public String tenant() {
            return tenant;
        }

        @Override
        public QuotaOwner owner(Caller caller) {
            return new QuotaOwner(tenant, recordSpace);
        }

        @Override
        public Multi<ExecutionResult> execute(GraphqlRequest request, Credential credential, Caller caller) {
            return execution.execute(
                    Uni.createFrom()
                            .deferred(() -> schemas.get(new TenantName(tenant), new RecordSpaceName(recordSpace))),
                    new Target(tenant, new Target.One(recordSpace), ""),
                    request,
                    credential,
                    caller);
        }
    }
}
