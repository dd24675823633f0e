package io.recordstore.fdb.embedded;

import java.util.Map;

/**
 * Storage that lives and dies with the process. A snapshot is a reference to an immutable map.
 *
 * <p>Invariant: {@code content} changes only in {@link #apply}, which one thread calls at a time; readers see it through
 * the volatile field.
 */
public final class MemoryStorage implements Storage {
    private record Content(long reservedVersion, PersistentMap<byte[]> pairs) {}

    private volatile Content content = new Content(0, PersistentMap.empty());

    @Override
    public long reservedVersion() {
        return content.reservedVersion();
    }

    @Override
    public StorageSnapshot snapshot() {
        return new MemorySnapshot(content.pairs());
    }

    @Override
    public void apply(StorageBatch batch) {
        PersistentMap<byte[]> pairs = content.pairs();
        for (KeyRange range : batch.clears()) {
            pairs = pairs.without(range.begin(), range.end());
        }
        for (Map.Entry<byte[], byte[]> write : batch.writes().entrySet()) {
            pairs = write.getValue() == null
                    ? pairs.without(write.getKey())
                    : pairs.with(write.getKey(), write.getValue());
        }
        content = new Content(batch.reservedVersion(), pairs);
    }

    @Override
    public long approximateBytes(byte[] begin, byte[] end) {
        long bytes = 0;
        PersistentMap.Walk<byte[]> walk = content.pairs().forward(begin);
        for (PersistentMap.Node<byte[]> node = walk.next();
                node != null && Keys.less(node.key, end);
                node = walk.next()) {
            bytes += node.key.length + node.value.length;
        }
        return bytes;
    }

    @Override
    public void close() {
        content = new Content(content.reservedVersion(), PersistentMap.empty());
    }

    private record MemorySnapshot(PersistentMap<byte[]> pairs) implements StorageSnapshot {
        @Override
        public byte[] get(byte[] key) {
            byte[] value = pairs.get(key);
            return value == null ? null : value.clone();
        }

        @Override
        public StorageCursor cursor() {
            return new MemoryCursor(pairs);
        }

        @Override
        public void close() {
            // Nothing to release: the garbage collector takes what no one refers to.
        }
    }

    private static final class MemoryCursor implements StorageCursor {
        private final PersistentMap<byte[]> pairs;
        private PersistentMap.Walk<byte[]> walk;
        private boolean forward;
        private PersistentMap.Node<byte[]> node;
        private byte[] key;

        MemoryCursor(PersistentMap<byte[]> pairs) {
            this.pairs = pairs;
        }

        @Override
        public void seek(byte[] wanted) {
            forward = true;
            walk = pairs.forward(wanted);
            step();
        }

        @Override
        public void seekBefore(byte[] wanted) {
            forward = false;
            walk = pairs.backward(wanted);
            step();
        }

        private void step() {
            node = walk.next();
            key = null;
        }

        @Override
        public void next() {
            if (forward) {
                step();
            } else {
                seek(Keys.after(node.key));
            }
        }

        @Override
        public void previous() {
            if (forward) {
                seekBefore(node.key);
            } else {
                step();
            }
        }

        @Override
        public boolean isValid() {
            return node != null;
        }

        @Override
        public byte[] key() {
            if (key == null) {
                key = node.key.clone();
            }
            return key;
        }

        @Override
        public byte[] value() {
            return node.value.clone();
        }

        @Override
        public void close() {
            node = null;
        }
    }
}
