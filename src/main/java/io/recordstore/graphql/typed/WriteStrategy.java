package io.recordstore.graphql.typed;

import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.execution.AsyncSerialExecutionStrategy;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategy;
import graphql.execution.ExecutionStrategyParameters;
import io.recordstore.graphql.execution.GraphqlCall;
import io.recordstore.graphql.typed.request.PendingVersion;
import io.recordstore.store.Committed;
import java.util.concurrent.CompletableFuture;

/**
 * Executes the fields of a mutation one after the other, and commits them together. When one is refused, nothing is
 * committed and the answer has the errors alone.
 */
final class WriteStrategy extends ExecutionStrategy {
    private final OneTransaction transaction;
    private final ExecutionStrategy fields = new AsyncSerialExecutionStrategy(new FetchFailures());

    WriteStrategy(OneTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public CompletableFuture<ExecutionResult> execute(
            ExecutionContext context, ExecutionStrategyParameters parameters) {
        return GraphqlCall.of(context.getGraphQLContext())
                .run(transaction
                        .write(
                                new OneTransaction.Operation(fields, context, parameters),
                                WriteStrategy::requireNoErrors)
                        .map(WriteStrategy::answer)
                        .onFailure(Refused.class)
                        .recoverWithItem(refused -> ((Refused) refused).answer()));
    }

    private static CompletableFuture<ExecutionResult> requireNoErrors(ExecutionResult result) {
        return result.getErrors().isEmpty()
                ? CompletableFuture.completedFuture(result)
                : CompletableFuture.failedFuture(new Refused(result));
    }

    private static ExecutionResult answer(Committed<ExecutionResult> committed) {
        Object data = PendingVersion.completed(committed.value().getData(), committed.version());
        return new ExecutionResultImpl(data, committed.value().getErrors());
    }

    /** Keeps a transaction from being committed. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient ExecutionResult result;

        Refused(ExecutionResult result) {
            super("a field was refused", null, false, false);
            this.result = result;
        }

        ExecutionResult answer() {
            return new ExecutionResultImpl(null, result.getErrors());
        }
    }
}
