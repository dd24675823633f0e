package io.recordstore.graphql.typed;

import com.google.protobuf.ByteString;
import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategy;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.NonNullableFieldValidator;
import graphql.execution.NonNullableFieldWasNullException;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.graphql.typed.request.TypedRequest;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.query.Aggregates;
import io.recordstore.query.Queries;
import io.recordstore.record.OpenRecords;
import io.recordstore.record.RecordTransactions;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.store.Committed;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Executes the fields of an operation within one transaction on a RecordSpace. When the transaction has to run again, all
 * fields are fetched again, and what the execution before came to is forgotten.
 *
 * @param incarnation which the schema was made of
 * @param version of the RecordSpace's schema, likewise
 */
record OneTransaction(
        RecordTransactions transactions,
        Queries queries,
        Aggregates aggregates,
        TenantName tenant,
        RecordSpaceName space,
        ByteString incarnation,
        int version) {

    /** An operation that is to be executed. */
    record Operation(ExecutionStrategy strategy, ExecutionContext context, ExecutionStrategyParameters parameters) {}

    Uni<ExecutionResult> read(Operation operation) {
        return transactions.read(tenant, space, records -> execute(operation, records));
    }

    /** @param outcome of an execution, which is not committed when it fails */
    Uni<Committed<ExecutionResult>> write(
            Operation operation, Function<ExecutionResult, CompletableFuture<ExecutionResult>> outcome) {
        return transactions.write(
                tenant, space, records -> execute(operation, records).thenCompose(outcome));
    }

    private CompletableFuture<ExecutionResult> execute(Operation operation, OpenRecords records) {
        requireSameSchema(records.space());
        TypedRequest request = new TypedRequest(records, queries, aggregates);
        operation.context().getGraphQLContext().put(TypedRequest.class, request);
        return executeAnew(operation).thenCompose(result -> request.failed()
                .<CompletableFuture<ExecutionResult>>map(CompletableFuture::failedFuture)
                .orElseGet(() -> CompletableFuture.completedFuture(result)));
    }

    /** With a context of its own, because contexts collect errors. */
    private static CompletableFuture<ExecutionResult> executeAnew(Operation operation) {
        ExecutionContext context = operation.context().transform(builder -> {});
        ExecutionStrategyParameters parameters = operation
                .parameters()
                .transform(builder -> builder.nonNullFieldValidator(new NonNullableFieldValidator(
                        context, operation.parameters().getExecutionStepInfo())));
        try {
            return operation.strategy().execute(context, parameters);
        } catch (NonNullableFieldWasNullException nothingLeft) {
            return CompletableFuture.completedFuture(new ExecutionResultImpl(null, context.getErrors()));
        }
    }

    private void requireSameSchema(OpenRecordSpace open) {
        if (!open.space().identity().equals(incarnation) || open.schema().version() != version) {
            throw new PreconditionFailed(
                    "SCHEMA_CHANGED", "the schema was changed while the request was executed: send it again", Map.of());
        }
    }
}
