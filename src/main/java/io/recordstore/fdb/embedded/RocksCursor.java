package io.recordstore.fdb.embedded;

import java.util.Arrays;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A cursor over a {@link RocksSnapshot}. A key is fetched from RocksDB once for each place. */
final class RocksCursor implements StorageCursor {
    private final RocksSnapshot snapshot;
    private final RocksIterator iterator;
    private byte[] key;
    private boolean valid;

    RocksCursor(RocksSnapshot snapshot, RocksIterator iterator) {
        this.snapshot = snapshot;
        this.iterator = iterator;
    }

    @Override
    public void seek(byte[] wanted) {
        iterator.seek(wanted);
        settle();
    }

    @Override
    public void seekBefore(byte[] wanted) {
        iterator.seekForPrev(wanted);
        settle();
        if (valid && Arrays.equals(key(), wanted)) {
            previous();
        }
    }

    @Override
    public void next() {
        iterator.next();
        settle();
    }

    @Override
    public void previous() {
        iterator.prev();
        settle();
    }

    private void settle() {
        key = null;
        valid = iterator.isValid();
        if (!valid) {
            try {
                iterator.status();
            } catch (RocksDBException e) {
                throw RocksStorage.failed(e);
            }
        }
    }

    @Override
    public boolean isValid() {
        return valid;
    }

    @Override
    public byte[] key() {
        if (key == null) {
            key = iterator.key();
        }
        return key;
    }

    @Override
    public byte[] value() {
        return iterator.value();
    }

    @Override
    public void close() {
        snapshot.release(iterator);
    }
}
