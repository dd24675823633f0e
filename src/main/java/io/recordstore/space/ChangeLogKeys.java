package io.recordstore.space;

import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.Versionstamp;

/**
 * The keys of a RecordSpace's log of changes, as {@code LAYOUT.md} draws them. Whoever writes a change reads none of them, so
 * that no two writers conflict over the log.
 */
public final class ChangeLogKeys {
    private static final int LOG = 3;
    private static final int CHANGES = 0;
    private static final int LAST_CHANGE = 1;
    private static final int BY_TIME = 2;
    private static final int TRIMMED = 3;

    /** No change of a transaction has a later place. */
    public static final int LAST_PLACE = 0xffff;

    /** A commit's versionstamp, and where in the value it goes: at its beginning. */
    private static final byte[] VERSIONSTAMP = new byte[10 + Integer.BYTES];

    private final Subspace log;

    /** @param root what every key starts with */
    public ChangeLogKeys(RecordSpace space, Subspace root) {
        this.log = space.keys(root).get(LOG);
    }

    /** Where the changes lie: a versionstamp whose user version is the change's place in its transaction, and a piece. */
    public Subspace changes() {
        return log.get(CHANGES);
    }

    /** The key of a piece of a change that is written by the transaction itself. */
    public byte[] nextChange(int place, int piece) {
        return changes().packWithVersionstamp(Tuple.from(Versionstamp.incomplete(place), piece));
    }

    /** The changes after a place. */
    public Range changesAfter(Versionstamp place) {
        return new Range(
                ByteArrayUtil.strinc(changes().pack(Tuple.from(place))),
                changes().range().end);
    }

    /** Changes with every commit that changes a record; servers watch it. It is there as long as changes are kept. */
    public byte[] lastChange() {
        return log.pack(Tuple.from(LAST_CHANGE));
    }

    /**
     * The last commit of each second, by the clocks of the servers that made them. A transaction may commit some seconds after
     * its clock was looked at, so that a second can have a later commit than the next one.
     */
    public Subspace byTime() {
        return log.get(BY_TIME);
    }

    /** The entries of {@link #byTime} up to a second, with it. */
    public Range byTimeUpTo(long second) {
        return new Range(byTime().range().begin, byTime().pack(Tuple.from(second + 1)));
    }

    /** Up to which commit changes are gone. */
    public byte[] trimmed() {
        return log.pack(Tuple.from(TRIMMED));
    }

    /** Marks the commit of a transaction that changes records. */
    public void mark(Transaction transaction, long second) {
        transaction.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, lastChange(), VERSIONSTAMP);
        transaction.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, byTime().pack(Tuple.from(second)), VERSIONSTAMP);
    }

    /** Begins a log with the commit of a transaction. */
    public void begin(Transaction transaction, long second) {
        mark(transaction, second);
        transaction.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, trimmed(), VERSIONSTAMP);
    }

    /** Deletes the log. */
    void clear(Transaction transaction) {
        transaction.clear(Range.startsWith(log.getKey()));
    }

    /**
     * Deletes the changes of all commits up to one.
     *
     * @param commit its 10-byte versionstamp
     * @param second its own; the times of the commits of earlier ones are forgotten, and this one tells when the log begins
     */
    public void trim(Transaction transaction, byte[] commit, long second) {
        byte[] last = changes().pack(Tuple.from(Versionstamp.complete(commit, LAST_PLACE)));
        transaction.clear(changes().range().begin, ByteArrayUtil.strinc(last));
        transaction.clear(byTime().range().begin, byTime().pack(Tuple.from(second)));
        transaction.set(trimmed(), commit);
    }
}
