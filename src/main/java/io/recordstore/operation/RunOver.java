package io.recordstore.operation;

/** Ends a transaction of a run that is no longer the one that may go on. */
final class RunOver extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunOver() {
        super("another run goes on with the operation, or it is to end", null, false, false);
    }
}
