package io.recordstore.admission;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * When a client has been sent the answer to its call. To Vert.x an answer has ended as soon as it is queued, and it lies in that queue
 * until the client's window, or its socket, has room. All is done on the connection's event loop.
 */
final class AnswerDelivery {
    private static final AttributeKey<OpenStreams> OPEN_STREAMS = AttributeKey.valueOf(OpenStreams.class.getName());

    private AnswerDelivery() {}

    /** @param action is run when the answer has been sent, or the connection or its stream has gone */
    static void whenOver(RoutingContext call, Runnable action) {
        Channel channel = ((ConnectionBase) call.request().connection()).channel();
        Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
        if (http2 == null) {
            call.addEndHandler(queued -> whenWritten(channel.pipeline(), action));
        } else {
            OpenStreams.of(channel, http2.connection())
                    .whenClosed(call.response().streamId(), action);
        }
    }

    /** What is written now is sent after all that was written before. */
    private static void whenWritten(ChannelPipeline pipeline, Runnable action) {
        pipeline.firstContext().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> action.run());
    }

    /** The streams of one connection of HTTP/2. */
    private static final class OpenStreams extends Http2ConnectionAdapter {
        private final Http2Connection connection;
        private final Http2Connection.PropertyKey actions;

        private OpenStreams(Http2Connection connection) {
            this.connection = connection;
            this.actions = connection.newKey();
            connection.addListener(this);
        }

        static OpenStreams of(Channel channel, Http2Connection connection) {
            OpenStreams known = channel.attr(OPEN_STREAMS).get();
            if (known == null) {
                known = new OpenStreams(connection);
                channel.attr(OPEN_STREAMS).set(known);
            }
            return known;
        }

        void whenClosed(int id, Runnable action) {
            Http2Stream stream = connection.stream(id);
            if (stream == null) {
                action.run();
            } else {
                stream.setProperty(actions, action);
            }
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            Runnable action = stream.removeProperty(actions);
            if (action != null) {
                action.run();
            }
        }
    }
}
