package io.recordstore.fault;

/**
 * The kinds of answers to a call that could not be done, as {@code google.rpc.Code} names and numbers them, so that a
 * client of any API can decide by them alone.
 */
public enum FaultCode {
    /** The caller has gone. */
    CANCELLED(1),
    /** The outcome is not known. */
    UNKNOWN(2),
    /** The request breaks the rules of the API, whatever is stored. */
    INVALID_ARGUMENT(3),
    /** The call took longer than its deadline. */
    DEADLINE_EXCEEDED(4),
    /** What was asked for is not there. */
    NOT_FOUND(5),
    /** What was to be created is there. */
    ALREADY_EXISTS(6),
    /** The token does not allow the call. */
    PERMISSION_DENIED(7),
    /** A limit of the request, the caller or the server was reached. */
    RESOURCE_EXHAUSTED(8),
    /** What is stored does not allow the call. */
    FAILED_PRECONDITION(9),
    /** Another call came first; the same call may succeed when made again. */
    ABORTED(10),
    /** What was asked for is no longer kept. */
    OUT_OF_RANGE(11),
    /** A defect of the server. */
    INTERNAL(13),
    /** The server cannot answer for now. */
    UNAVAILABLE(14),
    /** What is stored cannot be read back. */
    DATA_LOSS(15),
    /** There is no good token. */
    UNAUTHENTICATED(16);

    private final int number;

    FaultCode(int number) {
        this.number = number;
    }

    /** Its number in {@code google.rpc.Code}. */
    public int number() {
        return number;
    }
}
