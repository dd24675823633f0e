package io.recordstore.graphql.http;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import io.recordstore.graphql.error.GraphqlFaults;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.LongConsumer;

/** Writes the answer of one HTTP request. */
final class Exchange {
    private static final int OK = 200;

    private final RoutingContext context;
    private final MediaType type;
    private volatile LongConsumer charge = bytes -> {};

    Exchange(RoutingContext context, MediaType type) {
        this.context = context;
        this.type = type;
    }

    /** From now on whoever asks is charged for bytes: first for those of the request. */
    void chargeTo(LongConsumer caller) {
        charge = caller;
        charge.accept(context.request().bytesRead());
    }

    /** Encoded on this thread, and sent on the connection's. */
    void answer(ExecutionResult result) {
        Buffer body = Json.encodeToBuffer(result.toSpecification());
        charge.accept(body.length());
        send(result.isDataPresent() ? OK : type.refused(code(result.getErrors())), body);
    }

    private static String code(List<GraphQLError> errors) {
        return String.valueOf(errors.get(0).getExtensions().get(GraphqlFaults.CODE));
    }

    /** A refusal that HTTP itself has a status for. */
    void refuse(int status, ExecutionResult result) {
        send(status, Json.encodeToBuffer(result.toSpecification()));
    }

    private void send(int status, Buffer body) {
        context.vertx().runOnContext(sent -> {
            HttpServerResponse response = context.response();
            if (response.ended() || response.closed()) {
                return;
            }
            response.setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, type.contentType())
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader("x-content-type-options", "nosniff");
            if (status == 401) {
                response.putHeader("www-authenticate", "Bearer");
            }
            response.end(body);
        });
    }
}
