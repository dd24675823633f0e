package io.recordstore.graphql.request;

import graphql.ExecutionResult;
import graphql.language.OperationDefinition.Operation;
import io.recordstore.auth.Caller;
import io.recordstore.auth.Credential;
import io.recordstore.graphql.error.GraphqlFaults;
import io.recordstore.graphql.execution.DocumentExecution;
import io.recordstore.graphql.execution.GraphqlRequest;
import io.recordstore.quota.CallQuotas;
import io.recordstore.telemetry.CallContext;
import io.recordstore.telemetry.CallMeters;
import io.recordstore.telemetry.Spans;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Answers requests: who calls is found out, then what is asked for is read, and then it is executed. Every request is a call in
 * metrics and traces, from its first byte to the last of its answers.
 */
@Singleton
public class Calls {
    /** A call's name for the audit log. */
    private static final String NAME = "GraphQL";

    private static final String SPAN = "graphql";

    private final DocumentExecution execution;
    private final PersistedQueries persistedQueries;
    private final CallQuotas quotas;
    private final CallMeters meters;
    private final Spans spans;

    Calls(
            DocumentExecution execution,
            PersistedQueries persistedQueries,
            CallQuotas quotas,
            CallMeters meters,
            Spans spans) {
        this.execution = execution;
        this.persistedQueries = persistedQueries;
        this.quotas = quotas;
        this.meters = meters;
        this.spans = spans;
    }

    /** The credential that a header or what stands for it has; null when there is none. */
    public static Credential credential(String authorization) {
        return Credential.ofHeader(authorization, NAME);
    }

    /** Who calls, when the token is one for the endpoint. */
    public Uni<Caller> identify(Endpoint endpoint, Credential credential) {
        return execution.identify(credential, endpoint.tenant());
    }

    /**
     * The answers to a request; of a subscription for as long as they are asked for. Never fails: a result that has no data is
     * a refusal, and the last.
     *
     * @param received what it says; read once the token is known to be good
     * @param accepted the kinds of operations that it may ask for
     * @param cost what it holds and sends
     */
    public Multi<ExecutionResult> answer(
            Endpoint endpoint,
            Credential credential,
            Uni<ReceivedRequest> received,
            Set<Operation> accepted,
            CallCost cost) {
        return spans.aroundAll(SPAN, span -> {
            MeteredCall call = new MeteredCall(meters, span, endpoint.name());
            Executor inCall = CallContext.carriedBy(Runnable::run);
            return identify(endpoint, credential)
                    .emitOn(inCall)
                    .invoke(cost::requireRoom)
                    .chain(caller -> received.emitOn(inCall)
                            .invoke(() -> cost.chargeTo(quotas, endpoint.owner(caller)))
                            .map(parameters -> execute(endpoint, credential, caller, parameters, accepted, call, cost)))
                    .onItem()
                    .transformToMulti(results -> results)
                    .onFailure()
                    .recoverWithItem(DocumentExecution::refusal)
                    .onItem()
                    .invoke(call::answered)
                    .onTermination()
                    .invoke((failure, isCancelled) -> call.end(isCancelled));
        });
    }

    private Multi<ExecutionResult> execute(
            Endpoint endpoint,
            Credential credential,
            Caller caller,
            ReceivedRequest received,
            Set<Operation> accepted,
            MeteredCall call,
            CallCost cost) {
        return persistedQueries
                .documentOf(received)
                .map(document -> endpoint.execute(
                        new GraphqlRequest(
                                document, received.operationName(), received.variables(), accepted, operation -> {
                                    call.asksFor(operation);
                                    cost.asksFor(operation);
                                }),
                        credential,
                        caller))
                .orElseGet(() -> Multi.createFrom().item(Calls::unknownDocument));
    }

    private static ExecutionResult unknownDocument() {
        return ExecutionResult.newExecutionResult()
                .addError(GraphqlFaults.unknownDocument())
                .build();
    }
}
