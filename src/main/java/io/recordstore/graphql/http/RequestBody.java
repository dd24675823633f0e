package io.recordstore.graphql.http;

import io.recordstore.fault.Cancelled;
import io.recordstore.fault.LimitExceeded;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Reads the body of a request that was paused, and no more of it than is allowed. */
final class RequestBody {
    private RequestBody() {}

    /** @param maxBytes fails with {@link LimitExceeded} when it has more, and with {@link Cancelled} when no more comes */
    static Uni<Buffer> read(HttpServerRequest request, int maxBytes) {
        return Uni.createFrom().emitter(emitter -> {
            Buffer body = Buffer.buffer();
            request.handler(part -> {
                if (body.length() + part.length() > maxBytes) {
                    request.handler(ignored -> {});
                    emitter.fail(tooLarge(maxBytes));
                } else {
                    body.appendBuffer(part);
                }
            });
            request.exceptionHandler(gone -> emitter.fail(new Cancelled()));
            request.endHandler(ended -> emitter.complete(body));
            request.resume();
        });
    }

    private static LimitExceeded tooLarge(int maxBytes) {
        String limit = "recordstore.graphql.limits.request-bytes";
        return new LimitExceeded(
                limit,
                maxBytes + " bytes",
                "the request's body is larger than the " + maxBytes + " bytes that this server takes (" + limit
                        + "): send less at once");
    }
}
