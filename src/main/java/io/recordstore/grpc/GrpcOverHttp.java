package io.recordstore.grpc;

import io.grpc.Status.Code;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What the transport under gRPC leaves to be done: it unpacks compressed messages without a bound, before anybody asked
 * who sends them, so they are refused; it refuses a message that is too large without a word; and it answers a method
 * that is none with HTTP's 500.
 */
@Singleton
class GrpcOverHttp {
    /** Before the route of gRPC, and among filters before those that read bodies. */
    private static final int FIRST = 1_000;

    private static final String CONTENT_TYPE = "content-type";
    private static final String GRPC = "application/grpc";
    private static final int HTTP_OK = 200;
    private static final int INTERNAL_SERVER_ERROR = 500;
    private static final String STATUS = "grpc-status";
    private static final String MESSAGE = "grpc-message";
    private static final String ENCODING = "grpc-encoding";
    private static final String ACCEPT_ENCODING = "grpc-accept-encoding";
    private static final String IDENTITY = "identity";

    private final int maxMessageBytes;

    GrpcOverHttp(@ConfigProperty(name = "quarkus.grpc.server.max-inbound-message-size") int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    void install(@Observes Filters filters) {
        filters.register(this::filter, FIRST);
    }

    private void filter(RoutingContext context) {
        HttpServerRequest request = context.request();
        String type = request.getHeader(CONTENT_TYPE);
        if (type == null || !type.startsWith(GRPC)) {
            context.next();
            return;
        }
        String encoding = request.getHeader(ENCODING);
        if (encoding != null && !encoding.equals(IDENTITY)) {
            refuseCompression(context.response());
            return;
        }
        context.addHeadersEndHandler(ended -> explain(context.response()));
        context.next();
    }

    private static void refuseCompression(HttpServerResponse response) {
        response.putHeader(ACCEPT_ENCODING, IDENTITY);
        unimplemented(response, "compressed messages are not taken: send them without compression");
        response.end();
    }

    private static void unimplemented(HttpServerResponse response, String message) {
        response.putHeader(CONTENT_TYPE, GRPC)
                .putHeader(STATUS, Integer.toString(Code.UNIMPLEMENTED.value()))
                .putHeader(MESSAGE, encoded(message));
    }

    private void explain(HttpServerResponse response) {
        boolean isNoMethod = response.getStatusCode() == INTERNAL_SERVER_ERROR
                && !response.headers().contains(CONTENT_TYPE);
        if (isNoMethod) {
            unimplemented(response.setStatusCode(HTTP_OK), "this server has no such service or method");
            return;
        }
        response.putHeader(ACCEPT_ENCODING, IDENTITY);
        boolean isTooLarge = Integer.toString(Code.RESOURCE_EXHAUSTED.value())
                        .equals(response.headers().get(STATUS))
                && !response.headers().contains(MESSAGE);
        if (isTooLarge) {
            response.putHeader(
                    MESSAGE,
                    encoded("the message is larger than the " + maxMessageBytes
                            + " bytes that this server takes (quarkus.grpc.server.max-inbound-message-size):"
                            + " send less at once"));
        }
    }

    /** Percent-encoded, as the specification of gRPC over HTTP/2 wants it. */
    private static String encoded(String message) {
        return URLEncoder.encode(message, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
