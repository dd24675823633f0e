package io.recordstore.graphql.typed;

import graphql.ExecutionResult;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategy;
import graphql.execution.ExecutionStrategyParameters;
import io.recordstore.graphql.execution.GraphqlCall;
import java.util.concurrent.CompletableFuture;

/** Executes a query at one read version. A field that is refused is null, and the others have their answers. */
final class ReadStrategy extends ExecutionStrategy {
    private final OneTransaction transaction;
    private final ExecutionStrategy fields = new AsyncExecutionStrategy(new FetchFailures());

    ReadStrategy(OneTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public CompletableFuture<ExecutionResult> execute(
            ExecutionContext context, ExecutionStrategyParameters parameters) {
        return GraphqlCall.of(context.getGraphQLContext())
                .run(transaction.read(new OneTransaction.Operation(fields, context, parameters)));
    }
}
