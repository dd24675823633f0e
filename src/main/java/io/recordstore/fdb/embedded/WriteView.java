package io.recordstore.fdb.embedded;

import io.recordstore.fdb.embedded.WriteMap.Entry;
import io.recordstore.fdb.embedded.WriteMap.Flags;
import io.recordstore.fdb.embedded.WriteMap.Operation;
import java.util.Arrays;
import java.util.List;

/** The writes of a transaction as they were at one moment: immutable, for any thread. */
final class WriteView {
    /** The view of a read that must not see its transaction's writes. */
    static final WriteView NONE = new WriteView(WriteMap.PRISTINE);

    /** The view of a read that sees its transaction's writes, of which there are none yet. */
    static final WriteView NOTHING_YET = new WriteView(WriteMap.PRISTINE);

    private final PersistentMap<Entry> entries;

    WriteView(PersistentMap<Entry> entries) {
        this.entries = entries;
    }

    /** Whether nothing at all has been written: the whole key space is one segment. */
    boolean isPristine() {
        return entries == WriteMap.PRISTINE;
    }

    /** Whether this is the view of just these entries. */
    boolean shows(PersistentMap<Entry> others) {
        return entries == others;
    }

    /** Returns the segment that holds {@code key}. */
    Segment segmentAt(byte[] key) {
        PersistentMap.Node<Entry> node = entries.floor(key);
        boolean isKey = node.value.isKey() && Arrays.equals(node.key, key);
        return new Segment(node, entries.higher(node.key), isKey);
    }

    /** Returns the segment that ends at {@code key} or holds what lies before it. */
    Segment segmentBefore(byte[] key) {
        PersistentMap.Node<Entry> node = entries.lower(key);
        boolean isKey = node.value.isKey() && Keys.isAfter(node.key, key);
        return new Segment(node, entries.higher(node.key), isKey);
    }

    /** One key with operations, or a range without. */
    final class Segment {
        private final PersistentMap.Node<Entry> node;
        private final PersistentMap.Node<Entry> nextNode;
        private final boolean isKey;

        private Segment(PersistentMap.Node<Entry> node, PersistentMap.Node<Entry> nextNode, boolean isKey) {
            this.node = node;
            this.nextNode = nextNode;
            this.isKey = isKey;
        }

        byte[] begin() {
            return isKey || !node.value.isKey() ? node.key : Keys.after(node.key);
        }

        byte[] end() {
            if (isKey) {
                return Keys.after(node.key);
            }
            return nextNode == null ? Keys.STORED_END : nextNode.key;
        }

        /** Returns the segment after this one; past the last key an empty one that begins where the keys end. */
        Segment next() {
            if (isKey && (nextNode == null || !Keys.isAfter(node.key, nextNode.key))) {
                return new Segment(node, nextNode, false);
            }
            if (nextNode == null) {
                return new Segment(
                        PersistentMap.<Entry>empty()
                                .with(Keys.STORED_END, Entry.range(Flags.UNTOUCHED))
                                .floor(Keys.STORED_END),
                        null,
                        false);
            }
            return new Segment(nextNode, entries.higher(nextNode.key), nextNode.value.isKey());
        }

        boolean isKey() {
            return isKey;
        }

        boolean isClearedRange() {
            return !isKey && node.value.following().cleared();
        }

        boolean isUnmodifiedRange() {
            return !isKey && !node.value.following().cleared();
        }

        boolean isConflict() {
            return flags().conflict();
        }

        boolean isUnreadable() {
            return flags().unreadable();
        }

        private Flags flags() {
            return isKey ? node.value.here() : node.value.following();
        }

        List<Operation> operations() {
            return node.value.operations();
        }

        /** Whether what is read here depends on the database, so that the read must be checked for conflicts. */
        boolean dependsOnDatabase() {
            return isKey ? OperationStack.isDependent(operations()) : isUnmodifiedRange();
        }
    }
}
