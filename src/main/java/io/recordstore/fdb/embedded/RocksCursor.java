package io.recordstore.fdb.embedded;

import java.util.Arrays;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * A cursor over a {@link RocksSnapshot}, which keeps it for the next reader when it is closed. Keys and values come
 * through two buffers: an array made in Java costs less than one made behind JNI.
 */
final class RocksCursor implements StorageCursor {
    /** Fits nearly every key; a longer one is fetched at its own length. */
    private static final int KEY_BUFFER_BYTES = 256;

    /** Fits most index entries and small records; above it the copy costs more than making the array. */
    private static final int VALUE_BUFFER_BYTES = 1_024;

    private final RocksSnapshot snapshot;
    private final RocksIterator iterator;
    private final byte[] keyBuffer = new byte[KEY_BUFFER_BYTES];
    private final byte[] valueBuffer = new byte[VALUE_BUFFER_BYTES];
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
            int length = iterator.key(keyBuffer, 0, KEY_BUFFER_BYTES);
            key = length <= KEY_BUFFER_BYTES ? Arrays.copyOf(keyBuffer, length) : iterator.key();
        }
        return key;
    }

    @Override
    public byte[] value() {
        int length = iterator.value(valueBuffer, 0, VALUE_BUFFER_BYTES);
        return length <= VALUE_BUFFER_BYTES ? Arrays.copyOf(valueBuffer, length) : iterator.value();
    }

    @Override
    public void close() {
        key = null;
        valid = false;
        snapshot.release(this);
    }

    /** Frees what RocksDB holds for the cursor. */
    void dispose() {
        iterator.close();
    }
}
