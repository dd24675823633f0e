package io.recordstore.graphql.websocket;

import io.recordstore.admission.MemoryBudget;
import io.recordstore.auth.Credential;
import io.recordstore.fault.Denied;
import io.recordstore.fault.Fault;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.Unauthenticated;
import io.recordstore.graphql.limits.GraphqlConfig;
import io.recordstore.graphql.request.Calls;
import io.recordstore.graphql.request.Endpoint;
import io.recordstore.health.OpenRequests;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.impl.ContextInternal;
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
    private final OpenOperations operations;
    private Credential credential;
    private long initTimer;
    private long keepAliveTimer;
    private boolean isInitialised;
    private boolean isAcknowledged;
    private boolean isHeard = true;
    private Optional<OpenRequests.OpenRequest> lastWord = Optional.empty();
    private boolean isClosing;

    /** What the connections of one server share. */
    record Server(Calls calls, MemoryBudget budget, OpenRequests requests, GraphqlConfig.WebSocket config) {}

    /** @param credential what the request had that became the connection; {@code connection_init} may bring another */
    Socket(ServerWebSocket socket, ContextInternal context, Server server, Endpoint endpoint, Credential credential) {
        this.socket = socket;
        this.context = context;
        this.server = server;
        this.endpoint = endpoint;
        this.credential = credential;
        this.operations = new OpenOperations(this, context, server, endpoint);
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
            lastWord.ifPresent(OpenRequests.OpenRequest::end);
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
                case COMPLETE -> operations.cancel(said.id());
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
        } else if (operations.has(said.id())) {
            close(CloseCode.SUBSCRIBER_EXISTS, "Subscriber for " + said.id() + " already exists");
        } else {
            return operations.begin(said, message, credential);
        }
        return false;
    }

    /** Who does not read answers is not read from. */
    void answer(Buffer message) {
        if (isClosing) {
            return;
        }
        write(message);
        if (socket.writeQueueFull()) {
            socket.pause();
            socket.drainHandler(drained -> socket.resume());
        }
    }

    /** @return done when the client's connection has taken the message */
    Future<Void> write(Buffer message) {
        return socket.writeTextMessage(message.toString());
    }

    private void keepAlive() {
        if (isHeard) {
            isHeard = false;
            socket.writePing(Buffer.buffer());
        } else {
            close(CloseCode.GOING_AWAY, "nothing was heard of the client");
        }
    }

    /**
     * Closes the connection when its operations have ended; on any thread.
     *
     * @param word ends when the client was told, or has gone
     */
    void stop(OpenRequests.OpenRequest word) {
        context.runOnContext(ignored -> {
            if (isClosing || lastWord.isPresent()) {
                word.end();
            } else {
                lastWord = Optional.of(word);
                closeWhenDone();
            }
        });
    }

    /** No operation may be open any more. */
    void closeWhenDone() {
        if (operations.isEmpty() && operations.hasTokenEnded()) {
            close(CloseCode.FORBIDDEN, "Forbidden: the token is no longer good: connect again with another");
        } else if (operations.isEmpty() && lastWord.isPresent()) {
            close(CloseCode.GOING_AWAY, "the server stops: connect again");
        }
    }

    private void close(CloseCode code, String reason) {
        if (!isClosing) {
            isClosing = true;
            socket.close(code.number(), ServerMessages.reason(reason))
                    .onComplete(told -> lastWord.ifPresent(OpenRequests.OpenRequest::end));
            closed();
        }
    }

    private void closed() {
        isClosing = true;
        context.owner().cancelTimer(initTimer);
        context.owner().cancelTimer(keepAliveTimer);
        frames.close();
        operations.cancelAll();
    }
}
