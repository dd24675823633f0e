package io.recordstore.fdb.embedded;

import io.recordstore.fdb.embedded.ReadVersions.ReadPoint;
import java.util.Arrays;

/**
 * The snapshot that one attempt of a transaction reads. The read version is taken when the first read gets to the
 * storage, not before: a read answered by the transaction's own writes takes none. Any thread may read.
 *
 * <p>Lock: {@code this} guards changes of the fields; the lock of {@link ReadVersions} may be taken while it is held. A read
 * that is not the first takes no lock: {@code reading} is the point that reads have, from the first read to the release.
 */
final class LazySnapshot implements StorageSnapshot {
    private final ReadVersions versions;
    private long chosen = -1;
    private ReadPoint point;
    private volatile ReadPoint reading;
    private boolean touched;
    private boolean released;

    LazySnapshot(ReadVersions versions) {
        this.versions = versions;
    }

    /** Fixes the read version, to be looked up at the first read. */
    synchronized void choose(long version) {
        if (chosen >= 0) {
            throw FdbError.READ_VERSION_ALREADY_SET.exception();
        }
        if (version <= 0) {
            throw FdbError.VERSION_INVALID.exception();
        }
        chosen = version;
    }

    /** Returns the read version, taking the newest if none has been taken. */
    synchronized long version() {
        if (chosen < 0) {
            point = versions.acquire();
            chosen = point.version();
            releaseIfDone();
        }
        return chosen;
    }

    /** Returns the read version if one has been taken, else -1. */
    synchronized long versionIfTaken() {
        return chosen;
    }

    /** Whether any read has got to the storage. */
    synchronized boolean isTouched() {
        return touched;
    }

    /** Lets the snapshot go; reads that follow fail. */
    synchronized void release() {
        released = true;
        releaseIfDone();
    }

    private void releaseIfDone() {
        if (released && point != null) {
            point.handle().release();
            point = null;
            reading = null;
        }
    }

    private SnapshotHandle handle() {
        ReadPoint read = reading;
        if (read == null) {
            read = startReading();
        }
        if (versions.isTooOld(read.version())) {
            throw FdbError.TRANSACTION_TOO_OLD.exception();
        }
        return read.handle();
    }

    private synchronized ReadPoint startReading() {
        if (released) {
            throw FdbError.TRANSACTION_CANCELLED.exception();
        }
        touched = true;
        if (point == null) {
            point = chosen < 0 ? versions.acquire() : versions.acquireAt(chosen);
            chosen = point.version();
        }
        reading = point;
        return point;
    }

    private StorageSnapshot enter(SnapshotHandle handle) {
        StorageSnapshot snapshot = handle.enter();
        if (snapshot == null) {
            throw FdbError.TRANSACTION_TOO_OLD.exception();
        }
        return snapshot;
    }

    @Override
    public byte[] get(byte[] key) {
        SnapshotHandle handle = handle();
        StorageSnapshot snapshot = enter(handle);
        try {
            return Arrays.equals(key, Keys.METADATA_VERSION) ? handle.metadataVersion() : snapshot.get(key);
        } finally {
            handle.exit();
        }
    }

    @Override
    public StorageCursor cursor() {
        SnapshotHandle handle = handle();
        StorageSnapshot snapshot = enter(handle);
        try {
            return new GuardedCursor(snapshot.cursor(), handle);
        } catch (RuntimeException e) {
            handle.exit();
            throw e;
        }
    }

    /** Does nothing: the snapshot is shared, and {@link #release} is what an attempt ends with. */
    @Override
    public void close() {
        // See the comment above.
    }

    /** A cursor that keeps its snapshot open. */
    private static final class GuardedCursor implements StorageCursor {
        private final StorageCursor cursor;
        private final SnapshotHandle handle;

        GuardedCursor(StorageCursor cursor, SnapshotHandle handle) {
            this.cursor = cursor;
            this.handle = handle;
        }

        @Override
        public void seek(byte[] key) {
            cursor.seek(key);
        }

        @Override
        public void seekBefore(byte[] key) {
            cursor.seekBefore(key);
        }

        @Override
        public void next() {
            cursor.next();
        }

        @Override
        public void previous() {
            cursor.previous();
        }

        @Override
        public boolean isValid() {
            return cursor.isValid();
        }

        @Override
        public byte[] key() {
            return cursor.key();
        }

        @Override
        public byte[] value() {
            return cursor.value();
        }

        @Override
        public void close() {
            cursor.close();
            handle.exit();
        }
    }
}
