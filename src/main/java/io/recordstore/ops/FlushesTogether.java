package io.recordstore.ops;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Has what an event loop writes to a connection of HTTP/2 within one round of its tasks go to the socket together. Vert.x
 * flushes headers, each message and trailers by themselves: three system calls for the answer to a Get, and one for each
 * row of a query.
 */
@Singleton
class FlushesTogether {
    /** Behind the request's id; it only has to come before an answer. */
    private static final int ORDER = 1_900;

    private static final String NAME = "flushes-together";

    /** No more is kept back: a hundred answers, or rows of 1 kB. */
    private static final int MOST_FLUSHES = 256;

    void install(@Observes Filters filters) {
        filters.register(FlushesTogether::add, ORDER);
    }

    private static void add(RoutingContext call) {
        if (call.request().version() == HttpVersion.HTTP_2
                && call.request().connection() instanceof ConnectionBase connection) {
            ChannelPipeline pipeline = connection.channel().pipeline();
            if (pipeline.get(NAME) == null) {
                pipeline.addLast(NAME, new FlushConsolidationHandler(MOST_FLUSHES, true));
            }
        }
        call.next();
    }
}
