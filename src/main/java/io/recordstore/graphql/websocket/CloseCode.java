package io.recordstore.graphql.websocket;

/** Why the server closes a connection: those of WebSocket itself, and from 4400 on those of graphql-transport-ws. */
enum CloseCode {
    /** The server stops. */
    GOING_AWAY(1001),
    /** A message is longer than one may be. */
    TOO_LARGE(1009),
    /** The server has no memory for a message. */
    TRY_LATER(1013),
    /** A message is none of the protocol's. */
    BAD_REQUEST(4400),
    /** An operation came before the connection was acknowledged. */
    UNAUTHORIZED(4401),
    /** The token is no good, or no longer. */
    FORBIDDEN(4403),
    /** The client speaks another protocol. */
    SUBPROTOCOL_NOT_ACCEPTABLE(4406),
    /** No {@code connection_init} came in time. */
    INITIALISATION_TIMEOUT(4408),
    /** There is an operation of this id. */
    SUBSCRIBER_EXISTS(4409),
    /** A second {@code connection_init} came. */
    TOO_MANY_INITIALISATIONS(4429);

    private final short number;

    CloseCode(int number) {
        this.number = (short) number;
    }

    short number() {
        return number;
    }
}
