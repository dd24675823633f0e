package io.recordstore.graphql.execution;

import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategy;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.SubscriptionExecutionStrategy;
import io.recordstore.auth.Throughout;
import io.recordstore.telemetry.CallContext;
import io.smallrye.mutiny.Multi;
import java.util.concurrent.CompletableFuture;
import mutiny.zero.flow.adapters.AdaptersToFlow;
import org.reactivestreams.Publisher;

/**
 * Executes a subscription once it is authorised. The data of its result is a {@code Multi} of the results of its events, each of
 * which is authorised again; so is the subscription between them.
 */
final class Subscribed extends ExecutionStrategy {
    private final RootAuthorisation authorisation;
    private final SubscriptionsAtStop atStop;
    private final ExecutionStrategy events = new SubscriptionExecutionStrategy(new FaultsAsErrors());

    Subscribed(RootAuthorisation authorisation, SubscriptionsAtStop atStop) {
        this.authorisation = authorisation;
        this.atStop = atStop;
    }

    @Override
    public CompletableFuture<ExecutionResult> execute(
            ExecutionContext context, ExecutionStrategyParameters parameters) {
        return GraphqlCall.of(context.getGraphQLContext())
                .run(authorisation.check(context, parameters))
                .thenCompose(allowed -> events.execute(context, parameters))
                .thenApply(begun -> begun.getData() instanceof Publisher<?> publisher
                        ? new ExecutionResultImpl(throughout(publisher, context, parameters), begun.getErrors())
                        : new ExecutionResultImpl(begun.getErrors()));
    }

    @SuppressWarnings("unchecked")
    private Multi<ExecutionResult> throughout(
            Publisher<?> results, ExecutionContext context, ExecutionStrategyParameters parameters) {
        Multi<ExecutionResult> all =
                Multi.createFrom().publisher(AdaptersToFlow.publisher((Publisher<ExecutionResult>) results));
        Multi<ExecutionResult> permitted =
                Throughout.permitted(all, () -> authorisation.checkAgain(context, parameters));
        return Multi.createBy()
                .merging()
                .withRequests(1)
                .streams(permitted, atStop.<ExecutionResult>stop())
                .emitOn(CallContext.carriedBy(Runnable::run), 1);
    }
}
