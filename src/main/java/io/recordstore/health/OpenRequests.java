package io.recordstore.health;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The requests at the port that are not answered yet, of gRPC and of HTTP alike; none new are taken once it is said so. */
@Singleton
public class OpenRequests {
    /** Before all other filters. */
    private static final int FIRST = 10_000;

    private static final int SERVICE_UNAVAILABLE = 503;
    private static final String REQUEST = OpenRequest.class.getName();
    private static final String OPERATIONS = "/q/";
    private static final String GRPC = "application/grpc";
    private static final long LOOK_MILLIS = 10;

    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean isRefusing;

    void install(@Observes Filters filters) {
        filters.register(this::filter, FIRST);
    }

    /** One request may come by twice: admission routes it again, with its body counted. */
    private void filter(RoutingContext context) {
        if (!isUpgrade(context.request())) {
            OpenRequest counted = count(Vertx.currentContext());
            context.addEndHandler(ended -> counted.end());
        }
        if (isRefusing && isForHttp(context.request())) {
            context.response().setStatusCode(SERVICE_UNAVAILABLE).end("the server stops: call again");
        } else {
            context.next();
        }
    }

    private OpenRequest count(Context call) {
        OpenRequest request = call.getLocal(REQUEST);
        if (request == null) {
            request = begin();
            call.putLocal(REQUEST, request);
        }
        return request;
    }

    /** What becomes another protocol has no answer; its own requests are counted where they are {@link #begin begun}. */
    private static boolean isUpgrade(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.UPGRADE);
    }

    /** Counts a request. */
    public OpenRequest begin() {
        return new OpenRequest();
    }

    /** A request that is counted, once. */
    public final class OpenRequest {
        private final AtomicBoolean ended = new AtomicBoolean();

        private OpenRequest() {
            open.incrementAndGet();
        }

        /** It is answered, or given up. */
        public void end() {
            if (ended.compareAndSet(false, true)) {
                open.decrementAndGet();
            }
        }
    }

    /** Calls of gRPC are refused in its own terms; health and metrics are answered to the end. */
    private static boolean isForHttp(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return !request.path().startsWith(OPERATIONS) && (type == null || !type.startsWith(GRPC));
    }

    void refuse() {
        isRefusing = true;
    }

    /** Whether the server takes nothing new. */
    public boolean isRefusing() {
        return isRefusing;
    }

    int open() {
        return open.get();
    }

    /** Waits until all have been answered, and returns how many have not. */
    int awaitNone(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (open.get() > 0 && System.nanoTime() < end) {
            Thread.sleep(LOOK_MILLIS);
        }
        return open.get();
    }
}
