package io.recordstore.bench.peer;

/**
 * The operations of scenarios, on records with keys from 0. What a peer does not have, no scenario asks of it. A call returns
 * when it is answered, a write when it is durable.
 */
public interface Session {
    /** Writes the record, whether it is there or not. */
    default void put(YcsbRecord row) throws Exception {
        throw new UnsupportedOperationException();
    }

    /** Writes many at once, faster than one by one. */
    default void load(Iterable<YcsbRecord> rows) throws Exception {
        for (YcsbRecord row : rows) {
            put(row);
        }
    }

    /** Reads the record, which is there. */
    default void get(long key) throws Exception {
        throw new UnsupportedOperationException();
    }

    /** Reads the records of one place, by the index. */
    default void query(long place, int expectedRows) throws Exception {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads records in the order of their keys.
     *
     * @param whenFirst is run when the first has come
     */
    default void scan(long firstKey, int rows, Runnable whenFirst) throws Exception {
        throw new UnsupportedOperationException();
    }

    /** Reads a record and writes it again if nobody else did meanwhile, until that holds. */
    default void readModifyWrite(long key) throws Exception {
        throw new UnsupportedOperationException();
    }
}
