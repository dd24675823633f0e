package io.recordstore.graphql.websocket;

import graphql.ExecutionResult;
import io.recordstore.admission.MemoryBudget;
import io.recordstore.auth.Credential;
import io.recordstore.fault.Denied;
import io.recordstore.fault.Fault;
import io.recordstore.fault.FaultCode;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.Unauthenticated;
import io.recordstore.fault.Unavailable;
import io.recordstore.graphql.error.GraphqlFaults;
import io.recordstore.graphql.execution.DocumentExecution;
import io.recordstore.graphql.limits.GraphqlConfig;
import io.recordstore.graphql.request.Calls;
import io.recordstore.graphql.request.Endpoint;
import io.recordstore.health.OpenRequests;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.impl.ContextInternal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One connection, by the protocol <a
 * href="https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md">graphql-transport-ws</a>:
 *
 * <pre>
 * open --connection_init, good token--> acknowledged --subscribe--> operations, each: next* (complete | error)
 *   |                                        |
 *   +--- none in time: 4408                  +--- what the protocol does not allow: the close code that it has for that
 * </pre>
 *
 * <p>All state is of the connection's event loop: handlers run on it, and what comes from elsewhere is brought there.
 */
final class Socket {
    private final ServerWebSocket socket;
    private final ContextInternal context;
    private final Server server;
    private final Endpoint endpoint;
    private final Frames frames;
    private final Map<String, SocketOperation> operations = new HashMap<>();
    private Credential credential;
    private long initTimer;
    private long keepAliveTimer;
    private boolean isInitialised;
    private boolean isAcknowledged;
    private boolean isHeard = true;
    private boolean isStopping;
    private boolean isClosing;
    private boolean hasTokenEnded;

    /** What the connections of one server share. */
    record Server(Calls calls, MemoryBudget budget, OpenRequests requests, GraphqlConfig.WebSocket config) {}

    /** @param credential what the request had that became the connection; {@code connection_init} may bring another */
    Socket(ServerWebSocket socket, ContextInternal context, Server server, Endpoint endpoint, Credential credential) {
        this.socket = socket;
        this.context = context;
        this.server = server;
        this.endpoint = endpoint;
        this.credential = credential;
        this.frames = new Frames(server.budget(), server.config().messageBytes());
    }

    void open(Runnable whenClosed) {
        initTimer = context.setTimer(
                server.config().initTimeout().toMillis(),
                timer -> close(
                        CloseCode.INITIALISATION_TIMEOUT,
                        "Connection initialisation timeout: send connection_init first"));
        keepAliveTimer = context.setPeriodic(server.config().keepAlive().toMillis(), timer -> keepAlive());
        socket.closeHandler(closed -> {
            closed();
            whenClosed.run();
        });
        socket.exceptionHandler(broken -> {});
        socket.frameHandler(this::receive);
        if (!SocketOptions.PROTOCOL.equals(socket.subProtocol())) {
            close(CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE, "Subprotocol not acceptable: speak " + SocketOptions.PROTOCOL);
        }
    }

    private void receive(WebSocketFrame frame) {
        isHeard = true;
        boolean isOfMessage = frame.isText() || frame.isBinary() || frame.isContinuation();
        if (isClosing || !isOfMessage) {
            return;
        }
        try {
            frames.take(frame).ifPresent(this::receive);
        } catch (Frames.Refused refused) {
            close(refused.code(), refused.getMessage());
        }
    }

    private void receive(Frames.Message message) {
        boolean isKept = false;
        try {
            ClientMessage said = ClientMessage.of(message.text());
            switch (said.type()) {
                case CONNECTION_INIT -> initialise(said);
                case PING -> answer(ServerMessages.pong());
                case PONG -> {}
                case SUBSCRIBE -> isKept = subscribe(said, message);
                case COMPLETE -> cancel(said.id());
            }
        } catch (InvalidRequest invalid) {
            close(CloseCode.BAD_REQUEST, invalid.getMessage());
        } finally {
            if (!isKept) {
                message.share().close();
            }
        }
    }

    private void initialise(ClientMessage init) {
        if (isInitialised) {
            close(CloseCode.TOO_MANY_INITIALISATIONS, "Too many initialisation requests");
            return;
        }
        isInitialised = true;
        context.owner().cancelTimer(initTimer);
        credential = init.authorization().map(Calls::credential).orElse(credential);
        server.calls()
                .identify(endpoint, credential)
                .subscribe()
                .with(
                        caller -> context.runOnContext(known -> acknowledge()),
                        refusal -> context.runOnContext(unknown -> refuse(refusal)));
    }

    private void acknowledge() {
        if (!isClosing) {
            isAcknowledged = true;
            answer(ServerMessages.acknowledgement());
        }
    }

    private void refuse(Throwable refusal) {
        boolean isOfToken = refusal instanceof Unauthenticated || refusal instanceof Denied;
        close(
                isOfToken ? CloseCode.FORBIDDEN : CloseCode.TRY_LATER,
                "Forbidden: " + (refusal instanceof Fault fault ? fault.getMessage() : "the call failed"));
    }

    /** @return whether an operation has begun, which closes the message's share when it ends */
    private boolean subscribe(ClientMessage said, Frames.Message message) {
        if (!isAcknowledged) {
            close(CloseCode.UNAUTHORIZED, "Unauthorized: wait for connection_ack");
        } else if (operations.containsKey(said.id())) {
            close(CloseCode.SUBSCRIBER_EXISTS, "Subscriber for " + said.id() + " already exists");
        } else if (server.requests().isRefusing()) {
            refuse(said.id(), new Unavailable("the server stops: call again"));
        } else if (operations.size() >= server.config().operations()) {
            refuse(said.id(), tooMany(server.config().operations()));
        } else {
            SocketOperation operation = new SocketOperation(
                    this,
                    said.id(),
                    message.share(),
                    server.requests().begin(),
                    message.text().length());
            operations.put(said.id(), operation);
            operation.start(
                    context.duplicate(),
                    server.calls(),
                    endpoint,
                    credential,
                    said.payload().orElseThrow());
            return true;
        }
        return false;
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
        answer(ServerMessages.refusal(id, DocumentExecution.refusal(refusal)));
    }

    private void cancel(String id) {
        Optional.ofNullable(operations.remove(id)).ifPresent(SocketOperation::cancel);
        closeWhenDone();
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
            if (operations.get(operation.id()) != operation || isClosing) {
                sent.fail("nobody waits for the answer");
                return;
            }
            if (!result.isDataPresent()) {
                operations.remove(operation.id());
                operation.end();
                hasTokenEnded |= isOfToken(result);
            }
            socket.writeTextMessage(text.toString()).onComplete(sent);
            closeWhenDone();
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
            if (operations.remove(operation.id(), operation)) {
                operation.end();
                answer(ServerMessages.complete(operation.id()));
                closeWhenDone();
            }
        });
    }

    /** Who does not read answers is not read from. */
    private void answer(Buffer message) {
        if (isClosing) {
            return;
        }
        socket.writeTextMessage(message.toString());
        if (socket.writeQueueFull()) {
            socket.pause();
            socket.drainHandler(drained -> socket.resume());
        }
    }

    private void keepAlive() {
        if (isHeard) {
            isHeard = false;
            socket.writePing(Buffer.buffer());
        } else {
            close(CloseCode.GOING_AWAY, "nothing was heard of the client");
        }
    }

    /** Closes the connection when its operations have ended; on any thread. */
    void stop() {
        context.runOnContext(ignored -> {
            isStopping = true;
            closeWhenDone();
        });
    }

    private void closeWhenDone() {
        if (operations.isEmpty() && hasTokenEnded) {
            close(CloseCode.FORBIDDEN, "Forbidden: the token is no longer good: connect again with another");
        } else if (operations.isEmpty() && isStopping) {
            close(CloseCode.GOING_AWAY, "the server stops: connect again");
        }
    }

    private void close(CloseCode code, String reason) {
        if (!isClosing) {
            isClosing = true;
            socket.close(code.number(), ServerMessages.reason(reason));
            closed();
        }
    }

    private void closed() {
        isClosing = true;
        context.owner().cancelTimer(initTimer);
        context.owner().cancelTimer(keepAliveTimer);
        frames.close();
        operations.values().forEach(SocketOperation::cancel);
        operations.clear();
    }
}
