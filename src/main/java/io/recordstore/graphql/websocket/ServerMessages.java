package io.recordstore.graphql.websocket;

import graphql.ExecutionResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The messages of the server, and what it says when it closes a connection. */
final class ServerMessages {
    private static final String TYPE = "type";

    /** What fits in a close frame beside its code. */
    private static final int MAX_REASON_BYTES = 123;

    private ServerMessages() {}

    static Buffer acknowledgement() {
        return Json.encodeToBuffer(Map.of(TYPE, "connection_ack"));
    }

    static Buffer pong() {
        return Json.encodeToBuffer(Map.of(TYPE, "pong"));
    }

    static Buffer next(String id, ExecutionResult result) {
        return message(id, "next", result.toSpecification());
    }

    /** The last message of an operation that was refused, or is ended. */
    static Buffer refusal(String id, ExecutionResult result) {
        return message(id, "error", result.toSpecification().get("errors"));
    }

    private static Buffer message(String id, String type, Object payload) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", id);
        message.put(TYPE, type);
        message.put("payload", payload);
        return Json.encodeToBuffer(message);
    }

    static Buffer complete(String id) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", id);
        message.put(TYPE, "complete");
        return Json.encodeToBuffer(message);
    }

    /** As much of a reason as fits in a close frame. */
    static String reason(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_REASON_BYTES);
        CharBuffer characters = CharBuffer.wrap(text);
        StandardCharsets.UTF_8.newEncoder().encode(characters, bytes, true);
        return text.substring(0, characters.position());
    }
}
