package io.recordstore.graphql.http;

import io.recordstore.fault.FaultCode;
import io.recordstore.graphql.error.GraphqlFaults;
import io.vertx.ext.web.MIMEHeader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How an answer is sent, and what its status then says. */
enum MediaType {
    /** The status says whether the request was executed. */
    GRAPHQL_RESPONSE("application/graphql-response+json"),
    /** For clients that take anything but 200 for a failure of the connection. */
    JSON("application/json"),
    /** One answer after the other, as server-sent events: the status says whether the token was good. */
    EVENT_STREAM("text/event-stream");

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final String text;

    MediaType(String text) {
        this.text = text;
    }

    /** A refusal before the first event is JSON. */
    String contentType() {
        return (this == EVENT_STREAM ? JSON.text : text) + "; charset=utf-8";
    }

    /** The best of what a client accepts; empty when it accepts neither. */
    static Optional<MediaType> accepted(List<MIMEHeader> accepted) {
        if (accepted.isEmpty()) {
            return Optional.of(GRAPHQL_RESPONSE);
        }
        for (MIMEHeader range : accepted) {
            for (MediaType type : values()) {
                if (type.isWithin(range)) {
                    return Optional.of(type);
                }
            }
        }
        return Optional.empty();
    }

    private boolean isWithin(MIMEHeader range) {
        String wanted = range.value().toLowerCase(Locale.ROOT);
        boolean isAny = wanted.equals("*/*") || wanted.equals("application/*");
        return wanted.equals(text) || isAny && this != EVENT_STREAM;
    }

    /** The status of an answer without data, by what refused it. */
    int refused(String code) {
        if (this != GRAPHQL_RESPONSE) {
            return code.equals(FaultCode.UNAUTHENTICATED.name()) ? UNAUTHORIZED : OK;
        }
        return code.equals(GraphqlFaults.UNKNOWN_DOCUMENT) ? OK : status(FaultCode.valueOf(code));
    }

    private static int status(FaultCode code) {
        return switch (code) {
            case CANCELLED, INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION, RESOURCE_EXHAUSTED -> 400;
            case UNAUTHENTICATED -> UNAUTHORIZED;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, ABORTED -> 409;
            case INTERNAL, UNKNOWN, DATA_LOSS -> 500;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
        };
    }
}
