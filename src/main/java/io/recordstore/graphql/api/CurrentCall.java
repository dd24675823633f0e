package io.recordstore.graphql.api;

import graphql.schema.DataFetchingEnvironment;
import io.recordstore.graphql.execution.GraphqlCall;
import io.recordstore.name.TenantName;
import io.smallrye.graphql.execution.context.SmallRyeContextManager;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** The call that a method of the API is called for; to be asked on the thread that calls the method. */
@Singleton
class CurrentCall {

    /** Does some of the call's work, for as long as somebody waits for it. */
    <T> Uni<T> run(Function<GraphqlCall, Uni<T>> work) {
        GraphqlCall call = get();
        return Uni.createFrom().completionStage(() -> call.run(work.apply(call)));
    }

    /** The tenant that is meant: the token's own where none is named. */
    TenantName tenant(String named) {
        return named == null || named.isEmpty() ? get().caller().tenant() : new TenantName(named);
    }

    private static GraphqlCall get() {
        return GraphqlCall.of(SmallRyeContextManager.getCurrentSmallRyeContext()
                .unwrap(DataFetchingEnvironment.class)
                .getGraphQlContext());
    }
}
