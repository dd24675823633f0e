package io.recordstore.admission;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;

/** A request whose body is counted as it arrives. What comes after there was no room for it is not kept. */
final class CountedRequest extends HttpServerRequestWrapper {
    private final MemoryBudget.Share share;
    private final Runnable whenRefused;
    private boolean isRefused;

    CountedRequest(HttpServerRequestInternal request, MemoryBudget.Share share, Runnable whenRefused) {
        super(request);
        this.share = share;
        this.whenRefused = whenRefused;
    }

    @Override
    public HttpServerRequest handler(Handler<Buffer> handler) {
        super.handler(handler == null ? null : piece -> count(piece, handler));
        return this;
    }

    private void count(Buffer piece, Handler<Buffer> handler) {
        if (isRefused) {
            return;
        }
        if (share.take(piece.length())) {
            handler.handle(piece);
        } else {
            isRefused = true;
            whenRefused.run();
        }
    }
}
