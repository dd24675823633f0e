package io.recordstore.fdb.embedded;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/**
 * A snapshot of a {@link RocksStorage}. Making a cursor costs as much as many steps with one, so those that readers are
 * done with are kept for the next, as many as {@link #MAX_IDLE}: an idle one pins what it stood on.
 */
final class RocksSnapshot implements StorageSnapshot {
    private static final int MAX_IDLE = 8;

    private final RocksDB db;
    private final ColumnFamilyHandle pairs;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private final Queue<RocksCursor> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger idleCount = new AtomicInteger();

    RocksSnapshot(RocksDB db, ColumnFamilyHandle pairs) {
        this.db = db;
        this.pairs = pairs;
        this.snapshot = db.getSnapshot();
        this.options = new ReadOptions().setSnapshot(snapshot);
    }

    @Override
    public byte[] get(byte[] key) {
        try {
            return db.get(pairs, options, key);
        } catch (RocksDBException e) {
            throw RocksStorage.failed(e);
        }
    }

    @Override
    public StorageCursor cursor() {
        RocksCursor cursor = idle.poll();
        if (cursor == null) {
            return new RocksCursor(this, db.newIterator(pairs, options));
        }
        idleCount.decrementAndGet();
        return cursor;
    }

    /** Takes back a cursor whose reader is done. */
    void release(RocksCursor cursor) {
        if (idleCount.incrementAndGet() <= MAX_IDLE) {
            idle.add(cursor);
        } else {
            idleCount.decrementAndGet();
            cursor.dispose();
        }
    }

    @Override
    public void close() {
        idle.forEach(RocksCursor::dispose);
        options.close();
        db.releaseSnapshot(snapshot);
        snapshot.close();
    }
}
