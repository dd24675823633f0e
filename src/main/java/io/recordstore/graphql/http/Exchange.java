package io.recordstore.graphql.http;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import io.recordstore.fault.Exhausted;
import io.recordstore.fault.FaultCode;
import io.recordstore.graphql.error.GraphqlFaults;
import io.recordstore.graphql.execution.DocumentExecution;
import io.recordstore.graphql.request.CallCost;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** Writes the answer of one HTTP request. */
final class Exchange {
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;

    private final RoutingContext context;
    private final MediaType type;
    private final CallCost cost;

    Exchange(RoutingContext context, MediaType type, CallCost cost) {
        this.context = context;
        this.type = type;
        this.cost = cost;
    }

    /** Encoded on this thread, and sent on the connection's. */
    void answer(ExecutionResult result) {
        Buffer body = encode(result);
        Optional<Exhausted> full = cost.hold(body.length());
        if (full.isPresent()) {
            send(TOO_MANY_REQUESTS, encode(DocumentExecution.refusal(full.get())), full);
            return;
        }
        cost.spend(body.length());
        send(result.isDataPresent() ? OK : type.refused(code(result.getErrors())), body, Optional.empty());
    }

    /** Whether the token was no good, which HTTP has a status for. */
    static boolean isUnauthenticated(ExecutionResult result) {
        return !result.isDataPresent() && code(result.getErrors()).equals(FaultCode.UNAUTHENTICATED.name());
    }

    private static String code(List<GraphQLError> errors) {
        return String.valueOf(errors.get(0).getExtensions().get(GraphqlFaults.CODE));
    }

    /** A refusal that HTTP itself has a status for. */
    void refuse(int status, ExecutionResult result) {
        send(status, encode(result), Optional.empty());
    }

    private static Buffer encode(ExecutionResult result) {
        return Json.encodeToBuffer(result.toSpecification());
    }

    private void send(int status, Buffer body, Optional<Exhausted> exhausted) {
        context.vertx().runOnContext(sent -> {
            HttpServerResponse response = context.response();
            if (response.ended() || response.closed()) {
                return;
            }
            response.setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, type.contentType())
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader("x-content-type-options", "nosniff");
            exhausted.ifPresent(full -> response.putHeader("retry-after", Long.toString(full.retryAfterSeconds())));
            if (status == 401) {
                response.putHeader("www-authenticate", "Bearer");
            }
            response.end(body);
        });
    }
}
