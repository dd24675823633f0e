package io.recordstore.fdb.embedded;

import io.recordstore.fdb.embedded.WriteMap.Operation;
import io.recordstore.fdb.embedded.WriteView.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the writes of one attempt, checks them, and holds them until the commit: in a {@link WriteMap}, or, when
 * read-your-writes is off, simply in order. Guarded by the transaction's lock.
 *
 * <p>A versionstamped key may become any key of a range. What the transaction wrote there before is handed on to {@code
 * mutations} first, so that it applies before the stamped key, and the range becomes unreadable.
 */
final class WriteBuffer {
    private final TransactionSettings settings;
    private final WriteMap map = new WriteMap();
    private final List<Mutation> mutations = new ArrayList<>();
    private final List<KeyRange> conflicts = new ArrayList<>();
    private boolean empty = true;
    private long size;

    WriteBuffer(TransactionSettings settings) {
        this.settings = settings;
    }

    /** Whether nothing has been written and no write conflict been added. */
    boolean isEmpty() {
        return empty;
    }

    /** Bytes taken so far, as {@code getApproximateSize} counts them. */
    long size() {
        return size;
    }

    WriteView view() {
        return settings.readYourWritesDisabled() ? WriteView.NONE : map.view();
    }

    /** Writes a value. */
    void set(byte[] key, byte[] value) {
        if (Arrays.equals(key, Keys.METADATA_VERSION)) {
            throw FdbError.CLIENT_INVALID_OPERATION.exception();
        }
        boolean addConflict = settings.takeAddsWriteConflict();
        checkWritable(key);
        checkSizes(key, value);
        write(key, MutationKind.SET, value, addConflict);
    }

    /**
     * Writes an atomic operation.
     *
     * @param readVersion the read version if one has been taken, else -1; no versionstamp will be at or below it
     * @return the key under which the operation waits
     */
    byte[] mutate(MutationKind kind, byte[] key, byte[] param, long readVersion) {
        boolean addConflict = settings.takeAddsWriteConflict();
        if (Arrays.equals(key, Keys.METADATA_VERSION)) {
            checkMetadataVersion(kind, param);
        } else {
            checkWritable(key);
        }
        checkSizes(key, param);
        if (kind == MutationKind.SET_VERSIONSTAMPED_KEY) {
            return mutateStampedKey(key, param, readVersion);
        }
        if (kind == MutationKind.SET_VERSIONSTAMPED_VALUE) {
            Versionstamps.check(param);
        }
        write(key, kind, param, addConflict);
        return key;
    }

    private byte[] mutateStampedKey(byte[] template, byte[] value, long readVersion) {
        Versionstamps.check(template);
        byte[] least = Versionstamps.resolve(template, Versionstamps.stamp(Math.max(readVersion, 0), 0));
        byte[] end = Keys.min(Versionstamps.greatestKeyAfter(template), settings.readableEnd());
        if (!settings.readYourWritesDisabled() && Keys.less(least, end)) {
            handOn(least, end);
            map.makeUnreadable(least, end);
        }
        byte[] key = Versionstamps.fill(template, Versionstamps.stamp(readVersion + 1, 0));
        write(key, MutationKind.SET_VERSIONSTAMPED_KEY, value, false);
        return key;
    }

    private static void checkMetadataVersion(MutationKind kind, byte[] param) {
        boolean stampOnly = param.length == Limits.VERSIONSTAMP_BYTES + Integer.BYTES;
        for (byte b : param) {
            stampOnly &= b == 0;
        }
        if (kind != MutationKind.SET_VERSIONSTAMPED_VALUE || !stampOnly) {
            throw FdbError.CLIENT_INVALID_OPERATION.exception();
        }
    }

    private void write(byte[] key, MutationKind kind, byte[] param, boolean addConflict) {
        empty = false;
        size += key.length + param.length + Limits.MUTATION_BYTES;
        if (addConflict) {
            size += Limits.CONFLICT_RANGE_BYTES + 2L * key.length + 1;
        }
        if (!settings.readYourWritesDisabled()) {
            map.mutate(key, kind, param, addConflict);
            return;
        }
        mutations.add(new Mutation(kind, key, param));
        if (addConflict) {
            conflicts.add(new KeyRange(key, Keys.after(key)));
        }
    }

    /** Clears a range; an empty one is taken and does nothing. */
    void clear(byte[] begin, byte[] end) {
        boolean addConflict = settings.takeAddsWriteConflict();
        if (Keys.less(settings.writableEnd(), begin) || Keys.less(settings.writableEnd(), end)) {
            throw FdbError.KEY_OUTSIDE_LEGAL_RANGE.exception();
        }
        if (Keys.less(end, begin)) {
            throw FdbError.INVERTED_RANGE.exception();
        }
        size += begin.length + end.length + Limits.MUTATION_BYTES;
        if (addConflict) {
            size += Limits.CONFLICT_RANGE_BYTES + begin.length + end.length;
        }
        byte[] from = cut(begin);
        byte[] to = cut(end);
        if (!Keys.less(from, to)) {
            return;
        }
        empty = false;
        if (!settings.readYourWritesDisabled()) {
            map.clear(from, to, addConflict);
            return;
        }
        mutations.add(new Mutation(MutationKind.CLEAR_RANGE, from, to));
        if (addConflict) {
            conflicts.add(new KeyRange(from, to));
        }
    }

    /** Clears one key; one that is too long to exist is left alone. */
    void clear(byte[] key) {
        boolean addConflict = settings.takeAddsWriteConflict();
        checkWritable(key);
        if (key.length > maxKeyBytes(key)) {
            return;
        }
        empty = false;
        size += 2L * key.length + 1 + Limits.CONFLICT_RANGE_BYTES;
        if (addConflict) {
            size += 2L * key.length + 1 + Limits.CONFLICT_RANGE_BYTES;
        }
        if (!settings.readYourWritesDisabled()) {
            map.clear(key, Keys.after(key), addConflict);
            return;
        }
        mutations.add(new Mutation(MutationKind.CLEAR_RANGE, key, Keys.after(key)));
        if (addConflict) {
            conflicts.add(new KeyRange(key, Keys.after(key)));
        }
    }

    /** Adds a write conflict without a write. */
    void addConflict(byte[] begin, byte[] end) {
        if (Keys.less(settings.writableEnd(), begin) || Keys.less(settings.writableEnd(), end)) {
            throw FdbError.KEY_OUTSIDE_LEGAL_RANGE.exception();
        }
        byte[] from = cut(begin);
        byte[] to = cut(end);
        if (!Keys.less(from, to)) {
            return;
        }
        empty = false;
        size += from.length + to.length + Limits.CONFLICT_RANGE_BYTES;
        if (settings.readYourWritesDisabled()) {
            conflicts.add(new KeyRange(from, to));
        } else {
            map.addConflict(from, to);
        }
    }

    private void checkWritable(byte[] key) {
        if (!Keys.less(key, settings.writableEnd())) {
            throw FdbError.KEY_OUTSIDE_LEGAL_RANGE.exception();
        }
    }

    private static void checkSizes(byte[] key, byte[] value) {
        if (key.length > maxKeyBytes(key)) {
            throw FdbError.KEY_TOO_LARGE.exception();
        }
        if (value.length > Limits.VALUE_BYTES) {
            throw FdbError.VALUE_TOO_LARGE.exception();
        }
    }

    static int maxKeyBytes(byte[] key) {
        return Keys.isSystem(key) ? Limits.SYSTEM_KEY_BYTES : Limits.KEY_BYTES;
    }

    /** Cuts a border that is longer than any key, keeping the same keys on either side of it. */
    static byte[] cut(byte[] border) {
        int max = maxKeyBytes(border);
        return border.length > max ? Arrays.copyOf(border, max + 1) : border;
    }

    /** Returns everything to commit, after handing on what still lies in the map. */
    CommitData finish(List<KeyRange> reads) {
        if (!settings.readYourWritesDisabled()) {
            handOn(Keys.FIRST, Keys.STORED_END);
        }
        return new CommitData(reads, List.copyOf(conflicts), List.copyOf(mutations));
    }

    /** Moves what the map holds between two keys to the mutations: clears first, then what was written key by key. */
    private void handOn(byte[] begin, byte[] end) {
        RangeSet cleared = new RangeSet();
        RangeSet conflicting = new RangeSet();
        for (Segment segment = map.view().segmentAt(begin); Keys.less(segment.begin(), end); segment = segment.next()) {
            byte[] from = Keys.max(begin, segment.begin());
            byte[] to = Keys.min(end, segment.end());
            if (segment.isClearedRange()) {
                cleared.add(from, to);
            }
            if (segment.isConflict()) {
                conflicting.add(from, to);
            }
        }
        for (KeyRange range : cleared.toList()) {
            mutations.add(new Mutation(MutationKind.CLEAR_RANGE, range.begin(), range.end()));
        }
        conflicts.addAll(conflicting.toList());
        for (Segment segment = map.view().segmentAt(begin); Keys.less(segment.begin(), end); segment = segment.next()) {
            if (segment.isKey() && !Keys.less(segment.begin(), begin)) {
                handOn(segment.begin(), segment.operations());
            }
        }
    }

    private void handOn(byte[] key, List<Operation> operations) {
        for (Operation operation : operations) {
            mutations.add(
                    operation.param() == null
                            ? new Mutation(MutationKind.CLEAR_RANGE, key, Keys.after(key))
                            : new Mutation(operation.kind(), key, operation.param()));
        }
    }
}
