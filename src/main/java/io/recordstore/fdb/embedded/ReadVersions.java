package io.recordstore.fdb.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which versions can be read, and the snapshots that show them. A commit takes its version here and is published here
 * once it is durable; from then on it is what new transactions read.
 *
 * <p>Algorithm: a snapshot is taken after each batch and serves every version from that batch's up to the next one's.
 * While no batch is under way the newest version follows the clock, so that ages can be told by versions alone. A
 * snapshot is given up five seconds after a newer one came, or earlier if no transaction holds it and there are too many.
 *
 * <p>Locks: {@code this} guards {@code keptCount}, {@code committing}, {@code reserved} and changes of {@code latest} and {@code kept};
 * nothing else is locked while it is held. Reading {@code latest} takes no lock.
 *
 * <p>Invariants: versions given out never exceed {@code latest.version}; a batch's version exceeds every version given
 * out before it is published; {@code latest.version} does not move while a batch is under way and never exceeds
 * {@code reserved}, which the store holds.
 */
final class ReadVersions {
    /** A version and the snapshot that shows it. */
    record ReadPoint(long version, SnapshotHandle handle) {}

    private final VersionClock clock;
    private final int maxSnapshots;
    private final EngineListener listener;
    private final ConcurrentSkipListMap<Long, SnapshotHandle> kept = new ConcurrentSkipListMap<>();
    private volatile ReadPoint latest;
    private int keptCount; // a skip list counts its elements one by one
    private boolean committing;
    private boolean closed;
    private volatile long reserved;
    private volatile Runnable whenShort = () -> {};

    /**
     * Starts with one snapshot.
     *
     * @param reserved the version up to which the store has reserved versions
     * @param maxSnapshots how many snapshots are kept at most
     */
    ReadVersions(VersionClock clock, StorageSnapshot first, long reserved, int maxSnapshots, EngineListener listener) {
        this.clock = clock;
        this.maxSnapshots = maxSnapshots;
        this.listener = listener;
        this.reserved = reserved;
        long version = clock.now();
        SnapshotHandle handle = new SnapshotHandle(version, first);
        kept.put(version, handle);
        keptCount = 1;
        latest = new ReadPoint(version, handle);
    }

    /** Sets what asks for more versions to be reserved when half of them are used up. */
    void whenVersionsRunShort(Runnable ask) {
        whenShort = ask;
    }

    /** Gives out the newest version, and holds its snapshot for the caller, who must release it. */
    ReadPoint acquire() {
        if (clock.now() - latest.version() > Limits.READ_VERSION_LAG) {
            advance();
        }
        while (true) {
            ReadPoint point = latest;
            if (point.handle().hold()) {
                return point;
            }
            failIfClosed();
        }
    }

    /** Holds the snapshot that shows {@code version}; fails with 1007 or 1009 when there is none. */
    ReadPoint acquireAt(long version) {
        if (version > latest.version()) {
            advance();
        }
        if (version > latest.version()) {
            throw FdbError.FUTURE_VERSION.exception();
        }
        if (isTooOld(version)) {
            throw FdbError.TRANSACTION_TOO_OLD.exception();
        }
        Map.Entry<Long, SnapshotHandle> entry = kept.floorEntry(version);
        if (entry == null || !entry.getValue().hold()) {
            failIfClosed();
            throw FdbError.TRANSACTION_TOO_OLD.exception();
        }
        return new ReadPoint(version, entry.getValue());
    }

    /** Whether a version has left the five-second window. Time stands still where the reserved versions end. */
    boolean isTooOld(long version) {
        return Math.min(clock.now(), reserved) - version > Limits.WINDOW_VERSIONS;
    }

    /** Lets the newest version follow the clock, as far as the store has reserved versions. */
    private void advance() {
        synchronized (this) {
            long now = Math.min(clock.now(), reserved);
            if (!committing && !closed && now > latest.version()) {
                latest = new ReadPoint(now, latest.handle());
            }
            giveUpOld();
        }
        if (reserved - clock.now() < Limits.RESERVED_VERSIONS / 2) {
            whenShort.run();
        }
    }

    /** Starts a batch and returns its version, greater than every version given out. One batch at a time. */
    synchronized long beginCommit() {
        committing = true;
        return Math.max(clock.now(), latest.version() + 1);
    }

    /** Ends a batch that wrote nothing. */
    synchronized void abandonCommit() {
        committing = false;
    }

    /** Ends a batch that is durable: from here on its version is the newest, and the snapshot shows it. */
    synchronized void publish(long version, StorageSnapshot snapshot, long newReserved) {
        SnapshotHandle handle = new SnapshotHandle(version, snapshot);
        kept.put(version, handle);
        keptCount++;
        latest = new ReadPoint(version, handle);
        reserved = newReserved;
        committing = false;
        giveUpOld();
        long age = version - kept.firstKey();
        listener.snapshotsChanged(keptCount, age * (1_000_000_000L / Limits.VERSIONS_PER_SECOND));
    }

    /** Gives up what has left the window, and the oldest that no one holds if there are too many, or whoever holds it. */
    private void giveUpOld() {
        int surplus = keptCount - maxSnapshots;
        Map.Entry<Long, SnapshotHandle> entry = kept.firstEntry();
        while (entry != null && entry.getValue() != latest.handle()) {
            Map.Entry<Long, SnapshotHandle> successor = kept.higherEntry(entry.getKey());
            boolean old = isTooOld(successor.getKey());
            if (!old && surplus <= 0) {
                break;
            }
            if (old || keptCount > 2 * maxSnapshots) {
                entry.getValue().giveUp();
                forget(entry);
            } else if (entry.getValue().giveUpIfUnheld()) {
                forget(entry);
                surplus--;
            }
            entry = successor;
        }
    }

    private void forget(Map.Entry<Long, SnapshotHandle> entry) {
        kept.remove(entry.getKey());
        keptCount--;
    }

    private synchronized void failIfClosed() {
        if (closed) {
            throw new IllegalStateException("the embedded database is closed");
        }
    }

    /** Gives up every snapshot and waits until the reads under way are over. */
    void close() {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        synchronized (this) {
            closed = true;
            for (SnapshotHandle handle : kept.values()) {
                handle.giveUp();
                closing.add(handle.closed());
            }
            kept.clear();
            keptCount = 0;
        }
        closing.forEach(CompletableFuture::join);
    }
}
