package io.recordstore.fdb.embedded;

import java.util.List;

/** A transaction that waits for the commit loop: what it read, what it writes, and whom to tell. */
final class CommitRequest {
    /** What became of a commit. Called by who commits; must hand on at once. */
    interface Outcome {
        /** The transaction is durable at {@code version} and has this place in its batch. */
        void committed(long version, int place);

        /** The transaction was refused; {@code conflicts} are the read ranges that were written, if they were asked for. */
        void refused(FdbError error, List<KeyRange> conflicts);
    }

    private final long readVersion;
    private final List<KeyRange> reads;
    private final List<KeyRange> writes;
    private final List<Mutation> mutations;
    private final List<Watch> watches;
    private final boolean reportConflicts;
    private final long bytes;
    private final Outcome outcome;

    CommitRequest(long readVersion, CommitData data, List<Watch> watches, boolean reportConflicts, Outcome outcome) {
        this.readVersion = readVersion;
        this.reads = data.reads();
        this.writes = data.writes();
        this.mutations = data.mutations();
        this.watches = watches;
        this.reportConflicts = reportConflicts;
        this.bytes = data.size();
        this.outcome = outcome;
    }

    long readVersion() {
        return readVersion;
    }

    List<KeyRange> reads() {
        return reads;
    }

    List<KeyRange> writes() {
        return writes;
    }

    List<Mutation> mutations() {
        return mutations;
    }

    /** Watches that start to count when this commits. */
    List<Watch> watches() {
        return watches;
    }

    boolean reportConflicts() {
        return reportConflicts;
    }

    long bytes() {
        return bytes;
    }

    Outcome outcome() {
        return outcome;
    }
}
