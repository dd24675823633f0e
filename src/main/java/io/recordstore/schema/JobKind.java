package io.recordstore.schema;

/** What is done behind the calls of a RecordSpace. */
enum JobKind {
    /** Builds its indexes over the records that are there. */
    INDEX_BUILD(0),
    /** Seals its records with the newest of its data keys. */
    RESEAL(1);

    private final int number;

    JobKind(int number) {
        this.number = number;
    }

    /** The last element of a job's key; never changes. */
    int number() {
        return number;
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
