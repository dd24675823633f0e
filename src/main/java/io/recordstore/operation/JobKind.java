package io.recordstore.operation;

/** What is done behind the calls of a RecordSpace. */
public enum JobKind {
    /** Builds its indexes over the records that are there. */
    INDEX_BUILD(0, true),
    /** Seals its records with the newest of its data keys. What is sealed with it already needs it: there is no way back. */
    RESEAL(1, false),
    /** Copies another RecordSpace into it. */
    FORK(2, true),
    /** Deletes the records that a query selects. */
    DELETE_WHERE(3, true);

    private final int number;
    private final boolean canBeCancelled;

    JobKind(int number, boolean canBeCancelled) {
        this.number = number;
        this.canBeCancelled = canBeCancelled;
    }

    /** The element of a job's key after the incarnation; never changes. */
    int number() {
        return number;
    }

    /** Whether a user may end it before it is through. */
    public boolean canBeCancelled() {
        return canBeCancelled;
    }

    static JobKind of(int number) {
        for (JobKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new IllegalStateException("a job is of a kind that this server does not know");
    }
}
