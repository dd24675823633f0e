package io.recordstore.graphql.websocket;

import io.recordstore.fault.InvalidRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * A message of a client.
 *
 * @param type what it is
 * @param id of the operation that it is about; empty where it is about the connection
 * @param payload what it brings; empty without one
 */
record ClientMessage(Type type, String id, Optional<JsonObject> payload) {
    /** An id is kept for as long as its operation, and comes with each of its answers. */
    private static final int MAX_ID = 256;

    /** The messages that clients send. */
    enum Type {
        CONNECTION_INIT("connection_init"),
        PING("ping"),
        PONG("pong"),
        SUBSCRIBE("subscribe"),
        COMPLETE("complete");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        private static Type of(Object text) {
            for (Type type : values()) {
                if (type.text.equals(text)) {
                    return type;
                }
            }
            throw invalid("there is no such type of message");
        }

        private boolean isOfOperation() {
            return this == SUBSCRIBE || this == COMPLETE;
        }
    }

    /** @throws InvalidRequest when it is none */
    static ClientMessage of(Buffer text) {
        JsonObject json = parse(text);
        Type type = Type.of(json.getValue("type"));
        Object payload = json.getValue("payload");
        if (payload != null && !(payload instanceof JsonObject) || payload == null && type == Type.SUBSCRIBE) {
            throw invalid("its payload is to be an object");
        }
        return new ClientMessage(
                type, type.isOfOperation() ? id(json.getValue("id")) : "", Optional.ofNullable((JsonObject) payload));
    }

    /** What stands for the header that browsers cannot send: {@code {"authorization": "Bearer ..."}}, in any case. */
    Optional<String> authorization() {
        return payload.flatMap(given -> given.getMap().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase("authorization"))
                .map(Map.Entry::getValue)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst());
    }

    private static JsonObject parse(Buffer text) {
        try {
            return new JsonObject(text);
        } catch (DecodeException | ClassCastException notJson) {
            throw invalid("it is no JSON object");
        }
    }

    private static String id(Object id) {
        if (id instanceof String text && !text.isEmpty() && text.length() <= MAX_ID) {
            return text;
        }
        throw invalid("its id is to be a string of 1 to " + MAX_ID + " characters");
    }

    private static InvalidRequest invalid(String description) {
        return new InvalidRequest("message", description);
    }
}
