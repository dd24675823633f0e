package io.recordstore.ops;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Keeps a connection of HTTP/2 when an answer comes for a call that its client has just cancelled. Vert.x writes it without
 * listening for what becomes of that, so Netty reports that the stream is no more to the connection, which would take it for a
 * failure of its own and end with a GOAWAY, and with it all other calls of the client.
 */
@Singleton
class EndedStreams {
    /** It only has to come before an answer. */
    private static final int ORDER = 1_900;

    private static final String NAME = "ended-streams";

    void install(@Observes Filters filters) {
        filters.register(EndedStreams::add, ORDER);
    }

    private static void add(RoutingContext call) {
        if (call.request().version() == HttpVersion.HTTP_2
                && call.request().connection() instanceof ConnectionBase connection) {
            ChannelPipeline pipeline = connection.channel().pipeline();
            Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
            if (pipeline.get(NAME) == null && http2 != null) {
                pipeline.addBefore(pipeline.context(http2).name(), NAME, PassedOver.INSTANCE);
            }
        }
        call.next();
    }

    @Sharable
    private static final class PassedOver extends ChannelInboundHandlerAdapter {
        private static final PassedOver INSTANCE = new PassedOver();

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) throws Exception {
            if (!isOfAnEndedStream(failure)) {
                super.exceptionCaught(context, failure);
            }
        }

        /** Netty's "Stream no longer exists"; a failure of the connection comes as a {@link Http2Exception} itself. */
        private static boolean isOfAnEndedStream(Throwable failure) {
            return failure instanceof IllegalStateException && failure.getCause() instanceof Http2Exception;
        }
    }
}
