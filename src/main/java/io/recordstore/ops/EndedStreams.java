package io.recordstore.ops;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * Keeps a connection of HTTP/2 when an answer comes for a call that its client has just cancelled. Vert.x writes it without
 * listening for what becomes of that, so Netty reports that the stream is no more to the connection, which would take it for a
 * failure of its own and end with a GOAWAY, and with it all other calls of the client.
 */
@Sharable
final class EndedStreams extends ChannelInboundHandlerAdapter {
    static final EndedStreams INSTANCE = new EndedStreams();

    private EndedStreams() {}

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
