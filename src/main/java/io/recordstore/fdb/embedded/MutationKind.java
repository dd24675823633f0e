package io.recordstore.fdb.embedded;

import com.apple.foundationdb.MutationType;

/** What a mutation does to a key, with FoundationDB's number for it. */
enum MutationKind {
    SET(0),
    CLEAR_RANGE(1),
    ADD(2),
    BIT_AND(6),
    BIT_OR(7),
    BIT_XOR(8),
    APPEND_IF_FITS(9),
    MAX(12),
    MIN(13),
    SET_VERSIONSTAMPED_KEY(14),
    SET_VERSIONSTAMPED_VALUE(15),
    BYTE_MIN(16),
    BYTE_MAX(17),
    COMPARE_AND_CLEAR(20);

    private final int code;

    MutationKind(int code) {
        this.code = code;
    }

    /** Returns the kind of an atomic operation, or fails with 2018 for a type that FoundationDB does not know either. */
    static MutationKind of(MutationType type) {
        for (MutationKind kind : values()) {
            if (kind.code == type.code() && kind != SET && kind != CLEAR_RANGE) {
                return kind;
            }
        }
        throw FdbError.INVALID_MUTATION_TYPE.exception();
    }

    /** Whether the outcome depends on the value that the key had before. */
    boolean isDependent() {
        return this != SET && this != SET_VERSIONSTAMPED_KEY && this != SET_VERSIONSTAMPED_VALUE;
    }

    boolean isVersionstamped() {
        return this == SET_VERSIONSTAMPED_KEY || this == SET_VERSIONSTAMPED_VALUE;
    }

    /**
     * Whether two of these on one key may only be folded into one when their operands are of one length. Source:
     * {@code NON_ASSOCIATIVE_MASK} in FoundationDB's CommitTransaction.h.
     */
    boolean foldsOnlyAtEqualLength() {
        return switch (this) {
            case ADD, BIT_OR, BIT_XOR, MAX, MIN, SET_VERSIONSTAMPED_KEY, SET_VERSIONSTAMPED_VALUE, COMPARE_AND_CLEAR ->
                true;
            default -> false;
        };
    }
}
