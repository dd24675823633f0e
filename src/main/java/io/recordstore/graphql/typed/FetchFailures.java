package io.recordstore.graphql.typed;

import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import io.recordstore.fault.Fault;
import io.recordstore.graphql.error.GraphqlFaults;
import io.recordstore.graphql.execution.FaultsAsErrors;
import io.recordstore.graphql.typed.request.TypedRequest;
import java.util.concurrent.CompletableFuture;

/** A fault is the answer to a field. Anything else ends the transaction, which may run again. */
final class FetchFailures implements DataFetcherExceptionHandler {
    private final DataFetcherExceptionHandler faults = new FaultsAsErrors();

    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
            DataFetcherExceptionHandlerParameters failed) {
        Throwable cause = GraphqlFaults.causeOf(failed.getException());
        if (cause instanceof Fault) {
            return faults.handleException(failed);
        }
        TypedRequest.of(failed.getDataFetchingEnvironment()).fail(cause);
        return CompletableFuture.completedFuture(
                DataFetcherExceptionHandlerResult.newResult().build());
    }
}
