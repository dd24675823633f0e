package io.recordstore.graphql.request;

import graphql.ExecutionResult;
import io.recordstore.auth.Caller;
import io.recordstore.auth.Credential;
import io.recordstore.graphql.execution.GraphqlRequest;
import io.recordstore.quota.QuotaOwner;
import io.smallrye.mutiny.Multi;

/** Where requests of one path go. */
public interface Endpoint {
    /** What its calls are counted under: one of a few names. */
    String name();

    /** The tenant that a token must be of to be let in; empty for any. */
    String tenant();

    /** Whose rates what is sent and answered is counted against. */
    QuotaOwner owner(Caller caller);

    /** Executes a request of a caller whose token is good; never fails. */
    Multi<ExecutionResult> execute(GraphqlRequest request, Credential credential, Caller caller);
}
