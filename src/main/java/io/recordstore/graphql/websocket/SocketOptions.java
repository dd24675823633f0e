package io.recordstore.graphql.websocket;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.recordstore.graphql.limits.GraphqlConfig;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * What the port takes as a WebSocket: one protocol, and frames no longer than a message. Nothing compressed, which could be
 * unpacked to more than that.
 */
@Singleton
class SocketOptions implements HttpServerOptionsCustomizer {
    static final String PROTOCOL = "graphql-transport-ws";

    private final int messageBytes;

    SocketOptions(GraphqlConfig config) {
        this.messageBytes = config.websocket().messageBytes();
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        customize(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customize(options);
    }

    private void customize(HttpServerOptions options) {
        options.setWebSocketSubProtocols(List.of(PROTOCOL))
                .setMaxWebSocketFrameSize(messageBytes)
                .setMaxWebSocketMessageSize(messageBytes)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }
}
