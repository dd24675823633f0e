package io.recordstore.graphql.websocket;

import io.recordstore.admission.MemoryBudget;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.Optional;

/** Puts messages together from their frames, each held against what calls may hold in memory together. */
final class Frames {
    private final MemoryBudget budget;
    private final int maxBytes;
    private Buffer message = Buffer.buffer();
    private MemoryBudget.Share share;

    Frames(MemoryBudget budget, int maxBytes) {
        this.budget = budget;
        this.maxBytes = maxBytes;
    }

    /**
     * A message that is there in whole.
     *
     * @param share what it holds, for its reader to close
     */
    record Message(Buffer text, MemoryBudget.Share share) {}

    /** A frame that is not taken. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final CloseCode code;

        private Refused(CloseCode code, String reason) {
            super(reason, null, false, false);
            this.code = code;
        }

        CloseCode code() {
            return code;
        }
    }

    /**
     * Takes a frame of a message.
     *
     * @return the message that it is the end of
     * @throws Refused when it cannot be taken, and the connection is to be closed
     */
    Optional<Message> take(WebSocketFrame frame) throws Refused {
        if (frame.isBinary()) {
            throw new Refused(CloseCode.BAD_REQUEST, "messages are text");
        }
        Buffer part = frame.binaryData();
        if (message.length() + part.length() > maxBytes) {
            throw new Refused(
                    CloseCode.TOO_LARGE, "a message has at most " + maxBytes + " bytes: send larger ones with POST");
        }
        admit(part.length());
        message.appendBuffer(part);
        if (!frame.isFinal()) {
            return Optional.empty();
        }
        Message whole = new Message(message, share);
        message = Buffer.buffer();
        share = null;
        return Optional.of(whole);
    }

    private void admit(int bytes) throws Refused {
        boolean hasRoom = true;
        if (share == null) {
            share = budget.open();
            hasRoom = share.begin();
        }
        if (!hasRoom || !share.take(bytes)) {
            throw new Refused(CloseCode.TRY_LATER, "the server has no memory for the message: connect again later");
        }
    }

    /** Gives back what the beginning of a message holds. */
    void close() {
        if (share != null) {
            share.close();
        }
    }
}
