package io.recordstore.admission;

import io.vertx.core.buffer.Buffer;

/**
 * Since when one request's client owes the rest of a message: from the request's head to the end of its first message, and
 * from the first byte of each further one to its last. A body that is not gRPC's is one message. Belongs to the event loop
 * of its request, but for {@link #owedSinceNanos}.
 */
final class MessageArrival {
    /** Of gRPC's messages over HTTP/2: a byte of flags and four of length. */
    private static final int PREFIX_BYTES = 5;

    /** Nothing is owed. */
    static final long NOTHING = 0;

    private final boolean isGrpc;
    private int prefixRead;
    private long length;
    private long left;
    private boolean isPaused;
    private boolean isOwed = true;
    private volatile long owedSinceNanos = now();

    private MessageArrival(boolean isGrpc, long left) {
        this.isGrpc = isGrpc;
        this.left = left;
    }

    /** Of a body of gRPC's messages, each with its length before it. */
    static MessageArrival ofGrpc() {
        return new MessageArrival(true, 0);
    }

    /** @param length of the body, in bytes; 0 where it is not said before */
    static MessageArrival ofBody(long length) {
        return new MessageArrival(false, length);
    }

    private static long now() {
        long now = System.nanoTime();
        return now == NOTHING ? NOTHING + 1 : now;
    }

    void arrived(Buffer piece) {
        if (!isGrpc) {
            left = Math.max(0, left - piece.length());
            return;
        }
        boolean wasOwed = isOwed;
        boolean isNew = advance(piece);
        isOwed = prefixRead > 0 || left > 0;
        if (!isOwed) {
            owedSinceNanos = NOTHING;
        } else if (isNew || !wasOwed) {
            owedSinceNanos = now();
        }
    }

    /** @return whether a message ended */
    private boolean advance(Buffer piece) {
        boolean isAnyWhole = false;
        int at = 0;
        while (at < piece.length()) {
            if (left > 0) {
                long step = Math.min(left, piece.length() - at);
                left -= step;
                at += (int) step;
            } else {
                readPrefix(piece.getUnsignedByte(at));
                at++;
            }
            isAnyWhole |= prefixRead == 0 && left == 0;
        }
        return isAnyWhole;
    }

    private void readPrefix(int unsignedByte) {
        length = prefixRead == 0 ? 0 : length << Byte.SIZE | unsignedByte;
        prefixRead++;
        if (prefixRead == PREFIX_BYTES) {
            prefixRead = 0;
            left = length;
        }
    }

    /** The server does not read on: what does not come meanwhile is not the client's fault. */
    void paused() {
        isPaused = true;
        owedSinceNanos = NOTHING;
    }

    void resumed() {
        if (isPaused) {
            isPaused = false;
            owedSinceNanos = isOwed ? now() : NOTHING;
        }
    }

    /** All has arrived, or nobody waits for it any more. */
    void ended() {
        isOwed = false;
        owedSinceNanos = NOTHING;
    }

    /** How much of a message is still to come, as far as its length is known. */
    long owedBytes() {
        return left;
    }

    /** A time of {@link System#nanoTime}, or {@link #NOTHING}. */
    long owedSinceNanos() {
        return owedSinceNanos;
    }
}
