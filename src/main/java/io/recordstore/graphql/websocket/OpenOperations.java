package io.recordstore.graphql.websocket;

import graphql.ExecutionResult;
import io.recordstore.auth.Credential;
import io.recordstore.fault.Fault;
import io.recordstore.fault.FaultCode;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.Unavailable;
import io.recordstore.graphql.error.GraphqlFaults;
import io.recordstore.graphql.execution.DocumentExecution;
import io.recordstore.graphql.request.Endpoint;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operations that one connection has open, by their ids, and their answers on the way to it. All state is of the
 * connection's event loop, as the connection's own; what may come from any thread says so.
 */
final class OpenOperations {
    private final Socket socket;
    private final ContextInternal context;
    private final Socket.Server server;
    private final Endpoint endpoint;
    private final Map<String, SocketOperation> open = new HashMap<>();
    private boolean hasTokenEnded;

    OpenOperations(Socket socket, ContextInternal context, Socket.Server server, Endpoint endpoint) {
        this.socket = socket;
        this.context = context;
        this.server = server;
        this.endpoint = endpoint;
    }

    boolean has(String id) {
        return open.containsKey(id);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Whether one was told that the token is no longer good. */
    boolean hasTokenEnded() {
        return hasTokenEnded;
    }

    /** @return whether it has begun, and closes the message's share when it ends; otherwise it is refused */
    boolean begin(ClientMessage said, Frames.Message message, Credential credential) {
        if (server.requests().isRefusing()) {
            refuse(said.id(), new Unavailable("the server stops: call again"));
            return false;
        }
        if (open.size() >= server.config().operations()) {
            refuse(said.id(), tooMany(server.config().operations()));
            return false;
        }
        SocketOperation operation = new SocketOperation(
                this,
                said.id(),
                message.share(),
                server.requests().begin(),
                message.text().length());
        open.put(said.id(), operation);
        operation.start(
                context.duplicate(),
                server.calls(),
                endpoint,
                credential,
                said.payload().orElseThrow());
        return true;
    }

    private static LimitExceeded tooMany(int allowed) {
        String limit = "recordstore.graphql.websocket.operations";
        return new LimitExceeded(
                limit,
                Integer.toString(allowed),
                "the connection has the " + allowed + " operations open that it may (" + limit
                        + "): complete one, or open another connection");
    }

    private void refuse(String id, Fault refusal) {
        socket.answer(ServerMessages.refusal(id, DocumentExecution.refusal(refusal)));
    }

    /** The client wants no more of it. */
    void cancel(String id) {
        Optional.ofNullable(open.remove(id)).ifPresent(SocketOperation::cancel);
        socket.closeWhenDone();
    }

    /** The connection goes. */
    void cancelAll() {
        open.values().forEach(SocketOperation::cancel);
        open.clear();
    }

    /** Sends an answer of an operation, on any thread; fails when nobody waits for it any more. */
    Uni<Void> answer(SocketOperation operation, ExecutionResult result) {
        Buffer text = result.isDataPresent()
                ? ServerMessages.next(operation.id(), result)
                : ServerMessages.refusal(operation.id(), result);
        return operation.cost().spendInTurn(text.length()).chain(() -> Uni.createFrom()
                .completionStage(() -> send(operation, result, text).toCompletionStage()));
    }

    private Future<Void> send(SocketOperation operation, ExecutionResult result, Buffer text) {
        Promise<Void> sent = Promise.promise();
        context.runOnContext(ignored -> {
            if (open.get(operation.id()) != operation) {
                sent.fail("nobody waits for the answer");
                return;
            }
            if (!result.isDataPresent()) {
                open.remove(operation.id());
                operation.end();
                hasTokenEnded |= isOfToken(result);
            }
            socket.write(text).onComplete(sent);
            socket.closeWhenDone();
        });
        return sent.future();
    }

    private static boolean isOfToken(ExecutionResult refusal) {
        List<?> codes = refusal.getErrors().stream()
                .map(error -> error.getExtensions().get(GraphqlFaults.CODE))
                .toList();
        return codes.contains(FaultCode.UNAUTHENTICATED.name());
    }

    /** An operation has no more answers; on any thread. */
    void complete(SocketOperation operation) {
        context.runOnContext(ignored -> {
            if (open.remove(operation.id(), operation)) {
                operation.end();
                socket.answer(ServerMessages.complete(operation.id()));
                socket.closeWhenDone();
            }
        });
    }
}
