package io.recordstore.graphql.http;

import graphql.ExecutionResult;
import io.recordstore.auth.Caller;
import io.recordstore.auth.Credential;
import io.recordstore.graphql.execution.GraphqlRequest;
import io.recordstore.quota.QuotaOwner;
import io.smallrye.mutiny.Uni;

/** Where requests of one path go. */
interface Endpoint {
    /** The tenant that a token must be of to be let in; empty for any. */
    String tenant();

    /** Whose rates what is sent and answered is counted against. */
    QuotaOwner owner(Caller caller);

    /** Executes a request of a caller whose token is good. */
    Uni<ExecutionResult> execute(GraphqlRequest request, Credential credential, Caller caller);
}
