package io.recordstore.graphql.execution;

import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import io.recordstore.graphql.error.GraphqlFaults;
import java.util.concurrent.CompletableFuture;

/**
 * What a field fails with, as an error of its place in the answer. What was cut off because nobody waits for the answer is no
 * defect, and nobody is told of it.
 */
public final class FaultsAsErrors implements DataFetcherExceptionHandler {

    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
            DataFetcherExceptionHandlerParameters failed) {
        if (GraphqlCall.of(failed.getDataFetchingEnvironment().getGraphQlContext())
                .hasEnded()) {
            return CompletableFuture.completedFuture(
                    DataFetcherExceptionHandlerResult.newResult().build());
        }
        boolean canScan = failed.getFieldDefinition().getArgument(GraphqlFaults.ALLOW_SCAN) != null;
        return CompletableFuture.completedFuture(DataFetcherExceptionHandlerResult.newResult(GraphqlFaults.toError(
                        failed.getException(), failed.getPath(), failed.getSourceLocation(), canScan))
                .build());
    }
}
