package io.recordstore.admission;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * The end of a call as its client has it. To Vert.x an answer has ended as soon as it is queued, and it lies in that queue until the
 * client's window, or its socket, has room. All is done on the connection's event loop.
 */
final class AnswerDelivery {
    private static final AttributeKey<OpenStreams> OPEN_STREAMS = AttributeKey.valueOf(OpenStreams.class.getName());

    private AnswerDelivery() {}

    /**
     * Lets no client go on with a request that has been answered: it would send all that it has for nobody, and be charged for it.
     * Over HTTP/1 that costs a client its connection, and is up to who answers.
     */
    static void endsRequests(HttpServerRequest call) {
        Channel channel = channel(call);
        Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
        if (http2 != null) {
            OpenStreams.of(channel, http2);
        }
    }

    /** @param action is run when the answer has been sent, or the connection or its stream has gone */
    static void whenOver(RoutingContext call, Runnable action) {
        Channel channel = channel(call.request());
        Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
        if (http2 == null) {
            call.addEndHandler(queued -> whenWritten(channel.pipeline(), action));
        } else {
            OpenStreams.of(channel, http2).whenClosed(call.response().streamId(), action);
        }
    }

    private static Channel channel(HttpServerRequest call) {
        return ((ConnectionBase) call.connection()).channel();
    }

    /** What is written now is sent after all that was written before. */
    private static void whenWritten(ChannelPipeline pipeline, Runnable action) {
        pipeline.firstContext().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> action.run());
    }

    /** The streams of one connection of HTTP/2. */
    private static final class OpenStreams extends Http2ConnectionAdapter {
        private final Channel channel;
        private final Http2ConnectionHandler handler;
        private final Http2Connection.PropertyKey actions;

        private OpenStreams(Channel channel, Http2ConnectionHandler handler) {
            this.channel = channel;
            this.handler = handler;
            this.actions = handler.connection().newKey();
            handler.connection().addListener(this);
        }

        static OpenStreams of(Channel channel, Http2ConnectionHandler handler) {
            OpenStreams known = channel.attr(OPEN_STREAMS).get();
            if (known == null) {
                known = new OpenStreams(channel, handler);
                channel.attr(OPEN_STREAMS).set(known);
            }
            return known;
        }

        void whenClosed(int id, Runnable action) {
            Http2Stream stream = handler.connection().stream(id);
            if (stream == null) {
                action.run();
            } else {
                stream.setProperty(actions, action);
            }
        }

        @Override
        public void onStreamHalfClosed(Http2Stream stream) {
            if (isAnsweredEarly(stream)) {
                channel.eventLoop().execute(() -> endRequest(stream));
            }
        }

        /** The answer has been sent to its end, and the request has not. */
        private static boolean isAnsweredEarly(Http2Stream stream) {
            return stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL;
        }

        /** As RFC 9113 has it, section 8.1. */
        private void endRequest(Http2Stream stream) {
            ChannelHandlerContext context = channel.pipeline().context(handler);
            if (isAnsweredEarly(stream) && context != null) {
                handler.resetStream(context, stream.id(), Http2Error.NO_ERROR.code(), context.newPromise());
                context.flush();
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
