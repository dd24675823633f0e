package io.recordstore.query;

import com.apple.foundationdb.tuple.Tuple;

/**
 * Where a query goes on.
 *
 * @param branch the plan's branch that was being read
 * @param continuation within the branch, as the Record Layer has it; null for its beginning
 * @param lastValues of a distinct query, the values that were returned last; null when none were
 */
record Position(int branch, byte[] continuation, byte[] lastValues) {
    static final Position START = new Position(0, null, null);

    byte[] pack() {
        return Tuple.from((long) branch, continuation, lastValues).pack();
    }

    /** @param packed what {@link #pack} returned */
    static Position unpack(byte[] packed) {
        Tuple tuple = Tuple.fromBytes(packed);
        return new Position((int) tuple.getLong(0), tuple.getBytes(1), tuple.getBytes(2));
    }

    /** The beginning of the next branch. */
    Position nextBranch() {
        return new Position(branch + 1, null, lastValues);
    }
}
