package io.recordstore.fdb.embedded;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A storage snapshot that many transactions share. It is closed when {@link ReadVersions} has given it up and the last
 * read on it is over; transactions that still hold it then meet 1007.
 *
 * <p>Invariant: {@code uses} counts the reads under way, and one for as long as the handle has not been given up. At
 * zero, which it never leaves again, the snapshot is closed.
 */
final class SnapshotHandle {
    private static final int GIVEN_UP = Integer.MIN_VALUE / 2;

    private final long firstVersion;
    private final StorageSnapshot snapshot;
    private final AtomicInteger uses = new AtomicInteger(1);
    private final AtomicInteger holders = new AtomicInteger();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Null until it is first asked for. */
    private volatile Optional<byte[]> metadataVersion;

    SnapshotHandle(long firstVersion, StorageSnapshot snapshot) {
        this.firstVersion = firstVersion;
        this.snapshot = snapshot;
    }

    /** The first version that this snapshot shows. */
    long firstVersion() {
        return firstVersion;
    }

    /** Begins a read; returns null when the snapshot has been given up. Every other answer needs an {@link #exit}. */
    StorageSnapshot enter() {
        int seen = uses.get();
        while (seen > 0) {
            if (uses.compareAndSet(seen, seen + 1)) {
                return snapshot;
            }
            seen = uses.get();
        }
        return null;
    }

    /**
     * The value of {@link Keys#METADATA_VERSION}, or null, read once for all: every transaction of the Record Layer asks for it
     * twice. To be called between {@link #enter} and {@link #exit}.
     */
    byte[] metadataVersion() {
        Optional<byte[]> known = metadataVersion;
        if (known == null) {
            known = Optional.ofNullable(snapshot.get(Keys.METADATA_VERSION));
            metadataVersion = known;
        }
        return known.map(byte[]::clone).orElse(null);
    }

    /** Ends a read. */
    void exit() {
        if (uses.decrementAndGet() == 0) {
            snapshot.close();
            closed.complete(null);
        }
    }

    /** Notes a transaction that reads here, so that the handle is kept for it; false when it has been given up. */
    boolean hold() {
        int seen = holders.get();
        while (seen >= 0) {
            if (holders.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = holders.get();
        }
        return false;
    }

    /** Notes that a transaction is done with it. */
    void release() {
        holders.decrementAndGet();
    }

    /** Gives the handle up if no transaction holds it; false when one does. */
    boolean giveUpIfUnheld() {
        if (!holders.compareAndSet(0, GIVEN_UP)) {
            return false;
        }
        exit();
        return true;
    }

    /** Gives the handle up whoever holds it. Must not follow another giving up. */
    void giveUp() {
        holders.addAndGet(GIVEN_UP);
        exit();
    }

    /** Done when the snapshot is closed. */
    CompletableFuture<Void> closed() {
        return closed;
    }
}
