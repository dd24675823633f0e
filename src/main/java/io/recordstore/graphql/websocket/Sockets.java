package io.recordstore.graphql.websocket;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.recordstore.admission.MemoryBudget;
import io.recordstore.graphql.limits.GraphqlConfig;
import io.recordstore.graphql.request.Calls;
import io.recordstore.graphql.request.Endpoint;
import io.recordstore.health.OpenRequests;
import io.recordstore.health.Refusing;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The WebSockets of this server: makes as many as it may have, and ends them when it stops. */
@Singleton
public class Sockets {
    private static final int SERVICE_UNAVAILABLE = 503;

    private final Calls calls;
    private final MemoryBudget budget;
    private final OpenRequests requests;
    private final GraphqlConfig.WebSocket config;
    private final Vertx vertx;
    private final AtomicInteger places = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    Sockets(
            Calls calls,
            MemoryBudget budget,
            OpenRequests requests,
            GraphqlConfig config,
            Vertx vertx,
            MeterRegistry registry) {
        this.calls = calls;
        this.budget = budget;
        this.requests = requests;
        this.config = config.websocket();
        this.vertx = vertx;
        Gauge.builder("recordstore.graphql.websockets", places, AtomicInteger::get)
                .description("WebSockets of GraphQL that are open")
                .register(registry);
    }

    /** Whether a request is to become a WebSocket. */
    public static boolean isAskedFor(HttpServerRequest request) {
        return request.method() == HttpMethod.GET
                && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    /** Makes a WebSocket of a request, to an endpoint. Its token may come with it or with its first message. */
    public void handle(RoutingContext context, Endpoint endpoint) {
        if (places.incrementAndGet() > config.connections()) {
            places.decrementAndGet();
            context.response()
                    .setStatusCode(SERVICE_UNAVAILABLE)
                    .end("the server has as many WebSockets as it may (recordstore.graphql.websocket.connections)");
            return;
        }
        String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        context.request()
                .toWebSocket()
                .onSuccess(socket -> open(socket, endpoint, authorization))
                .onFailure(refused -> places.decrementAndGet());
    }

    private void open(ServerWebSocket webSocket, Endpoint endpoint, String authorization) {
        Socket socket = new Socket(
                webSocket,
                (ContextInternal) vertx.getOrCreateContext(),
                new Socket.Server(calls, budget, requests, config),
                endpoint,
                Calls.credential(authorization));
        open.add(socket);
        socket.open(() -> {
            open.remove(socket);
            places.decrementAndGet();
        });
        if (requests.isRefusing()) {
            socket.stop(requests.begin());
        }
    }

    /** Each is told when nothing is open on it any more, and is waited for as a call is until it was told. */
    void stop(@Observes Refusing event) {
        open.forEach(socket -> socket.stop(requests.begin()));
    }
}
