package io.recordstore.fork;

/** Ends a transaction in which not all of a RecordSpace finds room: nothing of it is committed. */
final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
        super("a RecordSpace is too large to be copied at once", null, false, false);
    }
}
