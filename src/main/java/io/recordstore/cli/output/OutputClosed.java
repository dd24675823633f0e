package io.recordstore.cli.output;

import java.io.IOException;

/** Whoever read the output reads no more, or the disk is full. */
public final class OutputClosed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputClosed(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
