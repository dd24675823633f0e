package io.recordstore.graphql.http;

import graphql.ExecutionResult;
import io.recordstore.graphql.request.CallCost;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;

/**
 * The answers to one request as server-sent events, as <a
 * href="https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md">graphql-sse</a> has them in distinct connections mode:
 * {@code next} with each answer, and {@code complete}.
 */
final class EventStream {
    private static final Buffer NEXT = Buffer.buffer("event: next\ndata: ");
    private static final Buffer END_OF_EVENT = Buffer.buffer("\n\n");
    private static final Buffer COMPLETE = Buffer.buffer("event: complete\ndata: \n\n");

    private final HttpServerResponse response;
    private final Exchange exchange;
    private final Context connection;
    private final CallCost cost;
    private volatile boolean isRefused;

    /** @param connection the context that the response is written on */
    EventStream(HttpServerResponse response, Exchange exchange, Context connection, CallCost cost) {
        this.response = response;
        this.exchange = exchange;
        this.connection = connection;
        this.cost = cost;
    }

    /** Sends an answer; done when the client's connection has taken it. A token that is no good has a status instead. */
    Uni<Void> next(ExecutionResult result) {
        if (Exchange.isUnauthenticated(result) && !response.headWritten()) {
            isRefused = true;
            exchange.answer(result);
            return Uni.createFrom().voidItem();
        }
        Buffer event = Buffer.buffer()
                .appendBuffer(NEXT)
                .appendBuffer(Json.encodeToBuffer(result.toSpecification()))
                .appendBuffer(END_OF_EVENT);
        return cost.spendInTurn(event.length())
                .chain(() -> Uni.createFrom().completionStage(() -> write(event).toCompletionStage()));
    }

    private Future<Void> write(Buffer event) {
        Promise<Void> written = Promise.promise();
        connection.runOnContext(ignored -> {
            if (response.ended() || response.closed()) {
                written.fail("the client has gone");
                return;
            }
            begin();
            response.write(event).onComplete(written);
        });
        return written.future();
    }

    private void begin() {
        if (!response.headWritten()) {
            response.setChunked(true)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader("x-accel-buffering", "no")
                    .putHeader("x-content-type-options", "nosniff");
        }
    }

    void complete() {
        connection.runOnContext(ignored -> {
            if (!isRefused && !response.ended() && !response.closed()) {
                begin();
                response.end(COMPLETE);
            }
        });
    }
}
