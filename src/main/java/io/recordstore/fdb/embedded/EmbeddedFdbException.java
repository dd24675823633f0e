package io.recordstore.fdb.embedded;

import com.apple.foundationdb.FDBException;

/**
 * An error with FoundationDB's code and message that answers its predicates without the native client.
 *
 * <p>The stock {@link FDBException} asks the native library whether a code is retryable; here the answer comes from
 * {@link FdbError}.
 */
public final class EmbeddedFdbException extends FDBException {
    private static final long serialVersionUID = 1L;

    private final FdbError error;

    /** Makes an exception for {@code error} with FoundationDB's own message. */
    public EmbeddedFdbException(FdbError error) {
        super(error.message(), error.code());
        this.error = error;
    }

    /** Makes an exception for {@code error}, caused by {@code cause}. */
    public EmbeddedFdbException(FdbError error, Throwable cause) {
        this(error);
        initCause(cause);
    }

    /** The error that this exception carries. */
    public FdbError error() {
        return error;
    }

    /** A copy with the stack trace of the caller and this exception as its cause, as the runner of retries wants it. */
    @Override
    public Exception retargetClone() {
        return new EmbeddedFdbException(error, this);
    }

    @Override
    public boolean isRetryable() {
        return error.isRetryable();
    }

    @Override
    public boolean isMaybeCommitted() {
        return error.isMaybeCommitted();
    }

    @Override
    public boolean isRetryableNotCommitted() {
        return error.isRetryableNotCommitted();
    }
}
