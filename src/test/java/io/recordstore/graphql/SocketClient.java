package io.recordstore.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One WebSocket, message by message, as the protocol graphql-transport-ws has them. */
public final class SocketClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final WebSocket socket;

    /** How the server closed it. */
    public record Closed(int code, String reason) {}

    private SocketClient(int port, String path, String authorization, String protocol, boolean isReading) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (authorization != null) {
            builder.header("authorization", authorization);
        }
        if (protocol != null) {
            builder.subprotocols(protocol);
        }
        this.socket = builder.buildAsync(URI.create("ws://localhost:" + port + path), new Listener(isReading))
                .join();
    }

    /** A connection that has said nothing yet, and whose request had no token. */
    public static SocketClient open(int port, String path) {
        return open(port, path, null);
    }

    /** @param authorization the header of the request that becomes the connection; null for none */
    public static SocketClient open(int port, String path, String authorization) {
        return new SocketClient(port, path, authorization, "graphql-transport-ws", true);
    }

    /** A connection of another protocol, or none. */
    public static SocketClient speaking(int port, String path, String protocol) {
        return new SocketClient(port, path, null, protocol, true);
    }

    /** A connection that the server has acknowledged, with a token in its first message. */
    public static SocketClient acknowledged(int port, String path, String token) {
        SocketClient client = open(port, path);
        client.initialise(token);
        return client;
    }

    /** The same, which takes no message more until {@link #read} is called. */
    public static SocketClient notReading(int port, String path, String token) {
        SocketClient client = new SocketClient(port, path, null, "graphql-transport-ws", false);
        client.read(1);
        client.initialise(token);
        return client;
    }

    public void read(long count) {
        socket.request(count);
    }

    private void initialise(String token) {
        send(new JsonObject()
                .put("type", "connection_init")
                .put("payload", new JsonObject().put("Authorization", "Bearer " + token)));
        assertThat(next().getString("type")).isEqualTo("connection_ack");
    }

    public void send(JsonObject message) {
        send(message.encode());
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    /** In two frames. */
    public void sendInParts(String text) {
        int half = text.length() / 2;
        socket.sendText(text.substring(0, half), false).join();
        socket.sendText(text.substring(half), true).join();
    }

    /** The first frame of a message, and no other. */
    void begin(String text) {
        socket.sendText(text, false).join();
    }

    public void sendBinary() {
        socket.sendBinary(ByteBuffer.wrap(new byte[] {1}), true).join();
    }

    public void subscribe(String id, String document) {
        subscribe(id, document, new JsonObject());
    }

    public void subscribe(String id, String document, JsonObject variables) {
        send(new JsonObject()
                .put("id", id)
                .put("type", "subscribe")
                .put("payload", new JsonObject().put("query", document).put("variables", variables)));
    }

    public void complete(String id) {
        send(new JsonObject().put("id", id).put("type", "complete"));
    }

    /** The next message. */
    public JsonObject next() {
        try {
            JsonObject message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(message)
                    .as(() -> "the server was to say something" + (closed.isDone() ? ": " + closed.join() : ""))
                    .isNotNull();
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next message of an operation; those of others are passed over, which may have marks of progress at any time. */
    private JsonObject next(String id) {
        JsonObject message = next();
        while (!id.equals(message.getString("id"))) {
            message = next();
        }
        return message;
    }

    /** How many messages have come that nobody has looked at. */
    public int waiting() {
        return messages.size();
    }

    /** The data of the next answer of an operation, which has no errors. */
    public JsonObject data(String id) {
        JsonObject message = next(id);
        assertThat(message.getString("type")).as(message.encodePrettily()).isEqualTo("next");
        assertThat(message.getJsonObject("payload").getJsonArray("errors"))
                .as(message.encodePrettily())
                .isNull();
        return message.getJsonObject("payload").getJsonObject("data");
    }

    /** The extensions of what an operation was refused or ended with. */
    public JsonObject error(String id) {
        return refusal(id).getJsonObject("extensions");
    }

    /** The error that an operation was refused or ended with. */
    public JsonObject refusal(String id) {
        JsonObject message = next(id);
        while (message.getString("type").equals("next")) {
            message = next(id);
        }
        assertThat(message.getString("type")).as(message.encodePrettily()).isEqualTo("error");
        JsonArray errors = message.getJsonArray("payload");
        assertThat(errors).hasSize(1);
        return errors.getJsonObject(0);
    }

    public void assertCompleted(String id) {
        assertThat(next(id)).isEqualTo(new JsonObject().put("id", id).put("type", "complete"));
    }

    public Closed closed() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final boolean isReading;
        private final StringBuilder text = new StringBuilder();

        Listener(boolean isReading) {
            this.isReading = isReading;
        }

        @Override
        public void onOpen(WebSocket opened) {
            if (isReading) {
                opened.request(Long.MAX_VALUE);
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
            text.append(data);
            if (isLast) {
                messages.add(new JsonObject(text.toString()));
                text.setLength(0);
            } else if (!isReading) {
                from.request(1);
            }
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
            if (!isReading) {
                from.request(1);
            }
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(new Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
