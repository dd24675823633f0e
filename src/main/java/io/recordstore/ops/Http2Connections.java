package io.recordstore.ops;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Prepares a connection of HTTP/2 at its first request, before an answer. What an event loop writes to it within one round of
 * its tasks goes to the socket together: Vert.x flushes headers, each message and trailers by themselves, three system calls
 * for the answer to a Get, and one for each row of a query. And it outlives answers to calls that were cancelled ({@link
 * EndedStreams}).
 */
@Singleton
class Http2Connections {
    /** Behind the request's id; it only has to come before an answer. */
    private static final int ORDER = 1_900;

    private static final String FLUSHES_TOGETHER = "flushes-together";
    private static final String ENDED_STREAMS = "ended-streams";

    /** No more is kept back: a hundred answers, or rows of 1 kB. */
    private static final int MOST_FLUSHES = 256;

    void install(@Observes Filters filters) {
        filters.register(Http2Connections::prepare, ORDER);
    }

    private static void prepare(RoutingContext call) {
        if (call.request().version() == HttpVersion.HTTP_2
                && call.request().connection() instanceof ConnectionBase connection) {
            ChannelPipeline pipeline = connection.channel().pipeline();
            if (pipeline.get(FLUSHES_TOGETHER) == null) {
                pipeline.addLast(FLUSHES_TOGETHER, new FlushConsolidationHandler(MOST_FLUSHES, true));
                String http2 = pipeline.context(Http2ConnectionHandler.class).name();
                pipeline.addBefore(http2, ENDED_STREAMS, EndedStreams.INSTANCE);
            }
        }
        call.next();
    }
}
