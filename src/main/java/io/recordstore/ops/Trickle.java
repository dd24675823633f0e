package io.recordstore.ops;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Settings;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * For how long bytes have come, on a connection without an open request, of which nothing became whole: no request's head,
 * and of HTTP/2 no frame that clients send while they have no request either. Looks at bytes behind TLS. Belongs to the
 * connection's event loop.
 */
final class Trickle extends ChannelInboundHandlerAdapter {
    private static final String NAME = "trickle";

    /** Vert.x' name for what makes requests of HTTP/1.1 of bytes. */
    private static final String HTTP_1 = "httpDecoder";

    private final BooleanSupplier hasOpenRequest;
    private boolean isOwed;
    private long firstNanos;
    private long lastNanos;

    private Trickle(BooleanSupplier hasOpenRequest) {
        this.hasOpenRequest = hasOpenRequest;
    }

    /** Looks at what comes of a connection from now on, which is that of its first request. */
    static Trickle of(Channel connection, BooleanSupplier hasOpenRequest) {
        Trickle trickle = new Trickle(hasOpenRequest);
        ChannelPipeline pipeline = connection.pipeline();
        if (pipeline.get(NAME) != null) {
            return trickle; // of a connection that a reload in dev mode has left
        }
        Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
        if (http2 != null) {
            pipeline.addBefore(pipeline.context(http2).name(), NAME, trickle);
            Http2ConnectionDecoder decoder = http2.decoder();
            decoder.frameListener(trickle.new IdleFrames(decoder.frameListener()));
        } else if (pipeline.get(HTTP_1) != null) {
            pipeline.addBefore(HTTP_1, NAME, trickle);
        }
        return trickle;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        if (!hasOpenRequest.getAsBoolean()) {
            lastNanos = System.nanoTime();
            if (!isOwed) {
                isOwed = true;
                firstNanos = lastNanos;
            }
        }
        super.channelRead(context, bytes);
    }

    /** What came is whole. */
    void ended() {
        isOwed = false;
    }

    /** What comes once and is passed over, such as a frame for a stream that has ended, is no trickle: more has to come. */
    boolean lasts(Duration time) {
        return isOwed && lastNanos - firstNanos > time.toNanos();
    }

    /** Frames that clients in good order send on a connection on which they ask for nothing. */
    private final class IdleFrames extends Http2FrameListenerDecorator {
        private IdleFrames(Http2FrameListener listener) {
            super(listener);
        }

        @Override
        public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
            ended();
            super.onPingRead(context, data);
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
            ended();
            super.onPingAckRead(context, data);
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
            ended();
            super.onSettingsRead(context, settings);
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int bytes) throws Http2Exception {
            ended();
            super.onWindowUpdateRead(context, stream, bytes);
        }
    }
}
