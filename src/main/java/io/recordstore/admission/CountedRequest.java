package io.recordstore.admission;

import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;

/**
 * A request whose body is counted as it arrives, each message as a whole once its length is known, and waited for no longer than
 * it may take. What comes after there was no room for it is not kept.
 */
final class CountedRequest extends HttpServerRequestWrapper {
    private final MemoryBudget.Share share;
    private final MessageArrival arrival;
    private final Runnable whenRefused;
    private Handler<Throwable> whenGone;
    private boolean isOver;

    CountedRequest(
            HttpServerRequestInternal request, MemoryBudget.Share share, MessageArrival arrival, Runnable whenRefused) {
        super(request);
        this.share = share;
        this.arrival = arrival;
        this.whenRefused = whenRefused;
    }

    MessageArrival arrival() {
        return arrival;
    }

    @Override
    public HttpServerRequest handler(Handler<Buffer> handler) {
        super.handler(handler == null ? null : piece -> count(piece, handler));
        return this;
    }

    @Override
    public HttpServerRequest exceptionHandler(Handler<Throwable> handler) {
        whenGone = handler;
        super.exceptionHandler(handler == null ? null : this::gone);
        return this;
    }

    private void gone(Throwable why) {
        if (ends() && whenGone != null) {
            whenGone.handle(why);
        }
    }

    /** @return whether it had not ended before, in whatever way */
    private boolean ends() {
        boolean isFirst = !isOver;
        isOver = true;
        return isFirst;
    }

    @Override
    public HttpServerRequest endHandler(Handler<Void> handler) {
        super.endHandler(ended -> {
            arrival.ended();
            if (ends() && handler != null) {
                handler.handle(ended);
            }
        });
        return this;
    }

    @Override
    public HttpServerRequest pause() {
        arrival.paused();
        return super.pause();
    }

    @Override
    public HttpServerRequest resume() {
        arrival.resumed();
        return super.resume();
    }

    @Override
    public HttpServerRequest fetch(long pieces) {
        arrival.resumed();
        return super.fetch(pieces);
    }

    /** Its answer has been sent. If it has not come to its end by now, whoever reads it is told that it never will. */
    void answered() {
        gone(new StreamResetException(Http2Error.CANCEL.code()));
    }

    private void count(Buffer piece, Handler<Buffer> handler) {
        arrival.arrived(piece);
        if (isOver) {
            return;
        }
        if (share.arrive(piece.length(), arrival.owedBytes())) {
            handler.handle(piece);
        } else {
            whenRefused.run();
            answered();
        }
    }
}
