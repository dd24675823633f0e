package io.recordstore.fdb.embedded;

/** A storage has no room for a batch. It takes further ones, and will have room once somebody has made some. */
final class StorageFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean isMaybeWritten;

    private StorageFullException(String message, boolean isMaybeWritten, Throwable cause) {
        super(message, cause);
        this.isMaybeWritten = isMaybeWritten;
    }

    /** Nothing of the batch was written. */
    static StorageFullException beforeWriting(long freeBytes, long keptFreeBytes) {
        return new StorageFullException(
                freeBytes + " bytes are free where " + keptFreeBytes + " are kept free", false, null);
    }

    /** The batch is not to be seen now; after a crash it may be, or not. */
    static StorageFullException whileWriting(Throwable cause) {
        return new StorageFullException("the disk was full while a batch was written", true, cause);
    }

    /** Whether the batch may come back. */
    boolean isMaybeWritten() {
        return isMaybeWritten;
    }
}
