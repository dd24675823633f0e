package io.recordstore.fdb.embedded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a transaction has written, as segments that cover the whole key space without gaps. A segment is either one key
 * with its operations or a range without any, and each knows whether it was cleared, whether it is a write conflict and
 * whether it is unreadable (its content depends on a versionstamp that is not known yet).
 *
 * <p>The entries lie in a {@link PersistentMap}, so {@link #view} is free and a read goes on seeing the writes that were
 * made before it, as FoundationDB's read-your-writes layer has it. An entry at a key describes the key itself, if it has
 * operations, and the range from there to the next entry. Writers must hold the transaction's lock.
 *
 * <p>Invariant: there is an entry at the first key. An entry without operations stands for a range that starts at its
 * key.
 */
final class WriteMap {
    /** One operation waiting on a key; {@code param} is null only for a SET that leaves the key absent. */
    record Operation(MutationKind kind, byte[] param) {}

    /** The flags of a segment. */
    record Flags(boolean cleared, boolean conflict, boolean unreadable) {
        static final Flags UNTOUCHED = new Flags(false, false, false);

        Flags withConflict() {
            return conflict ? this : new Flags(cleared, true, unreadable);
        }
    }

    /** The operations on one key, its flags, and the flags of the range that follows it. */
    record Entry(List<Operation> operations, Flags here, Flags following) {
        static Entry range(Flags flags) {
            return new Entry(List.of(), flags, flags);
        }

        boolean isKey() {
            return !operations.isEmpty();
        }
    }

    /** The entries of a transaction that has written nothing. */
    static final PersistentMap<Entry> PRISTINE =
            PersistentMap.<Entry>empty().with(Keys.FIRST, Entry.range(Flags.UNTOUCHED));

    private PersistentMap<Entry> entries = PRISTINE;
    private WriteView view = WriteView.NOTHING_YET;

    /** Returns the segments as they are now; later writes do not change it. */
    WriteView view() {
        if (!view.shows(entries)) {
            view = new WriteView(entries);
        }
        return view;
    }

    /** Records a set or an atomic operation on one key. */
    void mutate(byte[] key, MutationKind kind, byte[] param, boolean addConflict) {
        Operation operation = new Operation(kind, param);
        PersistentMap.Node<Entry> floor = entries.floor(key);
        boolean present = Arrays.equals(floor.key, key) && floor.value.isKey();
        Flags before = present ? floor.value.here() : floor.value.following();
        List<Operation> waiting = present ? floor.value.operations() : List.of();

        Flags after =
                new Flags(false, addConflict || before.conflict(), before.unreadable() || kind.isVersionstamped());
        List<Operation> operations;
        if (waiting.isEmpty()) {
            operations = before.cleared() && kind.isDependent()
                    ? List.of(OperationStack.fold(new Operation(MutationKind.SET, null), operation))
                    : List.of(operation);
        } else if (!before.unreadable() && !kind.isDependent() && kind != MutationKind.SET_VERSIONSTAMPED_KEY) {
            operations = List.of(operation);
        } else if (after.unreadable()) {
            operations = OperationStack.push(waiting, operation);
        } else {
            operations = OperationStack.foldOver(waiting, operation);
        }
        entries = entries.with(key, new Entry(operations, after, floor.value.following()));
    }

    /** Clears a range. Without a conflict each part keeps the conflict that it had. */
    void clear(byte[] begin, byte[] end, boolean addConflict) {
        if (addConflict) {
            replace(begin, end, new Flags(true, true, false));
            return;
        }
        List<KeyRange> conflicts = new ArrayList<>();
        for (WriteView.Segment segment = view().segmentAt(begin);
                Keys.less(segment.begin(), end);
                segment = segment.next()) {
            if (segment.isConflict()) {
                conflicts.add(new KeyRange(Keys.max(begin, segment.begin()), Keys.min(end, segment.end())));
            }
        }
        replace(begin, end, new Flags(true, false, false));
        conflicts.forEach(range -> addConflict(range.begin(), range.end()));
    }

    /** Makes a range unmodified and unreadable, free of conflicts: what it held has been handed on. */
    void makeUnreadable(byte[] begin, byte[] end) {
        replace(begin, end, new Flags(false, false, true));
    }

    /** Makes every part of a range a write conflict. */
    void addConflict(byte[] begin, byte[] end) {
        splitAt(begin);
        splitAt(end);
        PersistentMap.Walk<Entry> walk = entries.forward(begin);
        for (PersistentMap.Node<Entry> node = walk.next();
                node != null && Keys.less(node.key, end);
                node = walk.next()) {
            Entry entry = node.value;
            entries = entries.with(
                    node.key,
                    new Entry(
                            entry.operations(),
                            entry.here().withConflict(),
                            entry.following().withConflict()));
        }
    }

    private void replace(byte[] begin, byte[] end, Flags flags) {
        splitAt(end);
        entries = entries.without(begin, end).with(begin, Entry.range(flags));
    }

    /** Makes an entry at {@code key}, so that what lies before and after it can be changed apart. */
    private void splitAt(byte[] key) {
        PersistentMap.Node<Entry> floor = entries.floor(key);
        if (!Arrays.equals(floor.key, key)) {
            entries = entries.with(key, Entry.range(floor.value.following()));
        }
    }
}
