package io.recordstore.fdb.embedded;

import io.recordstore.fdb.embedded.WriteMap.Operation;
import io.recordstore.fdb.embedded.WriteView.Segment;
import java.util.List;

/**
 * The database as one read of a transaction sees it: a snapshot with the transaction's own writes laid over it, up to a
 * last readable key.
 *
 * @param writes the writes to lay over, none for a read that must not see them
 * @param storage the snapshot at the transaction's read version
 * @param end first key that is out of reach: {@code \xff}, or {@code \xff\xff} with the option for system keys
 * @param ignoreUnreadable whether unreadable keys are read as if their versionstamp were already filled in
 */
record ReadView(WriteView writes, StorageSnapshot storage, byte[] end, boolean ignoreUnreadable) {
    /** Returns the value at a key, or null. The array is the caller's to keep. */
    byte[] get(byte[] key) {
        if (writes.isPristine()) {
            return storage.get(key);
        }
        Segment segment = writes.segmentAt(key);
        checkReadable(segment);
        if (segment.isKey()) {
            List<Operation> operations = segment.operations();
            byte[] stored = OperationStack.isDependent(operations) ? storage.get(key) : null;
            byte[] value = OperationStack.resolve(operations, stored);
            return value == null ? null : value.clone();
        }
        return segment.isClearedRange() ? null : storage.get(key);
    }

    void checkReadable(Segment segment) {
        if (isUnreadable(segment)) {
            throw FdbError.ACCESSED_UNREADABLE.exception();
        }
    }

    boolean isUnreadable(Segment segment) {
        return segment.isUnreadable() && !ignoreUnreadable;
    }
}
