package io.recordstore.fdb.embedded;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The mutations of one batch, laid over the storage in their order: each sees what the ones before it made. Used by the
 * commit thread alone.
 *
 * <p>Invariant: {@code writes} stand over {@code clears}, and those over the snapshot.
 */
final class BatchOverlay {
    private final StorageSnapshot below;
    private final RangeSet clears = new RangeSet();
    private final TreeMap<byte[], byte[]> writes = new TreeMap<>(Keys.ORDER);
    private long bytes;

    BatchOverlay(StorageSnapshot below) {
        this.below = below;
    }

    /** Applies a transaction's mutations with its stamp. */
    void apply(Iterable<Mutation> mutations, byte[] stamp) {
        for (Mutation mutation : mutations) {
            bytes += mutation.size();
            apply(mutation, stamp);
        }
    }

    private void apply(Mutation mutation, byte[] stamp) {
        switch (mutation.kind()) {
            case SET -> writes.put(mutation.key(), mutation.param());
            case CLEAR_RANGE -> clear(mutation.key(), mutation.param());
            case SET_VERSIONSTAMPED_KEY -> writes.put(Versionstamps.resolve(mutation.key(), stamp), mutation.param());
            case SET_VERSIONSTAMPED_VALUE -> writes.put(mutation.key(), Versionstamps.resolve(mutation.param(), stamp));
            default ->
                writes.put(
                        mutation.key(), AtomicArithmetic.apply(mutation.kind(), get(mutation.key()), mutation.param()));
        }
    }

    private void clear(byte[] begin, byte[] end) {
        if (Keys.isAfter(begin, end)) {
            writes.put(begin, null);
            return;
        }
        writes.subMap(begin, end).clear();
        clears.add(begin, end);
    }

    /** Returns the value of a key after everything applied so far, or null. */
    byte[] get(byte[] key) {
        byte[] written = writes.get(key);
        if (written != null || writes.containsKey(key)) {
            return written;
        }
        return clears.contains(key) ? null : below.get(key);
    }

    /** Returns what there is to write, to be recorded with a reserved version. */
    StorageBatch toBatch(long reservedVersion) {
        return new StorageBatch(reservedVersion, clears.toList(), writes);
    }

    NavigableMap<byte[], byte[]> writes() {
        return writes;
    }

    RangeSet clears() {
        return clears;
    }

    /** Bytes of the mutations applied. */
    long bytes() {
        return bytes;
    }
}
