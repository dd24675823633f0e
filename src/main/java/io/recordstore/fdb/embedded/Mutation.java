package io.recordstore.fdb.embedded;

/**
 * One change that a transaction commits.
 *
 * @param kind what to do
 * @param key the key, or the begin of the range to clear; with the four bytes of the offset for a versionstamped key
 * @param param the value or operand, or the end of the range to clear; with the four bytes of the offset for a
 *     versionstamped value
 */
record Mutation(MutationKind kind, byte[] key, byte[] param) {
    /** Bytes that this mutation counts for in the size of its transaction. */
    long size() {
        return key.length + param.length + Limits.MUTATION_BYTES;
    }
}
