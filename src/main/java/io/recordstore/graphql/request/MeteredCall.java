package io.recordstore.graphql.request;

import graphql.ExecutionResult;
import graphql.language.OperationDefinition.Operation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.recordstore.fault.FaultCode;
import io.recordstore.graphql.error.GraphqlFaults;
import io.recordstore.telemetry.CallMeters;
import java.util.Locale;

/**
 * What operators see of a call: the kind of its operation and the code that it ends with. Of names that callers make up,
 * such as an operation's, nothing.
 */
final class MeteredCall {
    private static final String OK = "OK";
    private static final String CANCELLED = "CANCELLED";

    /** Of a request whose document was not read, or not accepted. */
    private static final String UNREAD = "unread";

    private final CallMeters.Call call;
    private final Span span;
    private final String endpoint;
    private volatile String kind = UNREAD;
    private volatile String code = OK;

    MeteredCall(CallMeters meters, Span span, String endpoint) {
        this.call = meters.begin(CallMeters.Api.GRAPHQL, endpoint + "/" + UNREAD);
        this.span = span;
        this.endpoint = endpoint;
    }

    void asksFor(Operation operation) {
        kind = operation.name().toLowerCase(Locale.ROOT);
        span.updateName("graphql." + kind);
        span.setAttribute("graphql.operation.type", kind);
    }

    /** An answer with errors has the code of the first. */
    void answered(ExecutionResult result) {
        if (!result.getErrors().isEmpty()) {
            Object first = result.getErrors().get(0).getExtensions().get(GraphqlFaults.CODE);
            code = GraphqlFaults.UNKNOWN_DOCUMENT.equals(first) ? FaultCode.NOT_FOUND.name() : String.valueOf(first);
            span.setStatus(StatusCode.ERROR, code);
        }
    }

    void end(boolean isCancelled) {
        call.end(endpoint + "/" + kind, isCancelled ? CANCELLED : code);
    }
}
