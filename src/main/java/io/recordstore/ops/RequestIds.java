package io.recordstore.ops;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.recordstore.telemetry.RequestId;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Gives every request its id, also those of health checks, before anybody else looks at it, and answers it. */
@Singleton
class RequestIds {
    private static final int FIRST = 2_000;

    void install(@Observes Filters filters) {
        filters.register(RequestIds::give, FIRST);
    }

    private static void give(RoutingContext context) {
        String id = RequestId.current()
                .orElseGet(() -> RequestId.of(context.request().getHeader(RequestId.HEADER)));
        RequestId.set(id);
        context.response().putHeader(RequestId.HEADER, id);
        context.next();
    }
}
