package io.recordstore.graphql.websocket;

import graphql.ExecutionResult;
import graphql.language.OperationDefinition.Operation;
import io.recordstore.admission.MemoryBudget;
import io.recordstore.auth.Credential;
import io.recordstore.graphql.request.CallCost;
import io.recordstore.graphql.request.Calls;
import io.recordstore.graphql.request.Endpoint;
import io.recordstore.graphql.request.ReceivedRequest;
import io.recordstore.health.OpenRequests;
import io.recordstore.telemetry.RequestId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.Optional;

/**
 * One operation of a connection, from {@code subscribe} on. Its next answer is asked for when the client's connection has taken
 * the last, so what a slow client has not taken waits in the store and not in memory.
 */
final class SocketOperation {
    private final OpenOperations operations;
    private final String id;
    private final MemoryBudget.Share share;
    private final OpenRequests.OpenRequest request;
    private final CallCost cost;
    private Cancellable running = () -> {};

    /**
     * @param operations those of its connection
     * @param bytes of the message that asks for it
     */
    SocketOperation(
            OpenOperations operations,
            String id,
            MemoryBudget.Share share,
            OpenRequests.OpenRequest request,
            long bytes) {
        this.operations = operations;
        this.id = id;
        this.share = share;
        this.request = request;
        this.cost = new CallCost(Optional.of(share), () -> bytes);
    }

    String id() {
        return id;
    }

    CallCost cost() {
        return cost;
    }

    /** @param own context, which has the operation's request id */
    void start(ContextInternal own, Calls calls, Endpoint endpoint, Credential credential, JsonObject payload) {
        own.dispatch(() -> {
            RequestId.set(RequestId.of(null));
            Multi<ExecutionResult> answers = calls.answer(
                    endpoint,
                    credential,
                    Uni.createFrom().item(() -> ReceivedRequest.of(payload)),
                    EnumSet.allOf(Operation.class),
                    cost);
            running = answers.onItem()
                    .transformToUniAndConcatenate(answer -> operations.answer(this, answer))
                    .subscribe()
                    .with(sent -> {}, gone -> {}, () -> operations.complete(this));
        });
    }

    /** Stops what it does. */
    void cancel() {
        running.cancel();
        end();
    }

    /** Gives back what it holds. */
    void end() {
        share.close();
        request.end();
    }
}
