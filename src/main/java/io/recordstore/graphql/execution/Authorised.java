package io.recordstore.graphql.execution;

import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategy;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.NonNullableFieldWasNullException;
import java.util.concurrent.CompletableFuture;

/** Executes the root of an operation as another strategy does, once all of its fields are authorised. */
final class Authorised extends ExecutionStrategy {
    private final RootAuthorisation authorisation;
    private final ExecutionStrategy strategy;

    Authorised(RootAuthorisation authorisation, ExecutionStrategy strategy) {
        this.authorisation = authorisation;
        this.strategy = strategy;
    }

    @Override
    public CompletableFuture<ExecutionResult> execute(
            ExecutionContext context, ExecutionStrategyParameters parameters) {
        return GraphqlCall.of(context.getGraphQLContext())
                .run(authorisation.check(context, parameters))
                .thenCompose(allowed -> fetch(context, parameters));
    }

    private CompletableFuture<ExecutionResult> fetch(ExecutionContext context, ExecutionStrategyParameters parameters) {
        try {
            return strategy.execute(context, parameters);
        } catch (NonNullableFieldWasNullException nothingLeft) {
            return CompletableFuture.completedFuture(new ExecutionResultImpl(null, context.getErrors()));
        }
    }
}
