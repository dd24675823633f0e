package io.recordstore.operation;

import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;

/** The keys of jobs and operations, as {@code LAYOUT.md} draws them. */
final class OperationKeys {
    private static final int SYSTEM = 0;
    private static final int JOBS = 3;
    private static final int ENDED = 9;

    private static final int OPERATIONS = 7;
    private static final int LIST = 0;
    private static final int LEASES = 1;
    private static final int LAST_NUMBER = 2;

    private final Subspace root;

    /** @param root what every key starts with */
    OperationKeys(Subspace root) {
        this.root = root;
    }

    /** Under the tenant's number, the incarnation, the number of the kind and that of the operation. */
    Subspace jobs() {
        return root.get(Tuple.from(SYSTEM, JOBS));
    }

    byte[] job(Job job) {
        return jobs().pack(
                        Tuple.from(job.tenantId(), job.incarnation(), job.kind().number(), job.operation()));
    }

    /** The jobs of an incarnation. */
    Subspace jobs(long tenantId, long incarnation) {
        return jobs().get(Tuple.from(tenantId, incarnation));
    }

    /** The jobs of one kind of an incarnation. */
    Subspace jobs(long tenantId, long incarnation, JobKind kind) {
        return jobs().get(Tuple.from(tenantId, incarnation, kind.number()));
    }

    /** Operations that are over, by when, in seconds since 1970. */
    Subspace ended() {
        return root.get(Tuple.from(SYSTEM, ENDED));
    }

    byte[] ended(long second, long tenantId, long operation) {
        return ended().pack(Tuple.from(second, tenantId, operation));
    }

    Subspace operations(long tenantId) {
        return root.get(Tuple.from(tenantId, OPERATIONS, LIST));
    }

    byte[] operation(long tenantId, long operation) {
        return operations(tenantId).pack(operation);
    }

    /** Until when the server that works on an operation has it for itself. */
    byte[] lease(long tenantId, long operation) {
        return root.pack(Tuple.from(tenantId, OPERATIONS, LEASES, operation));
    }

    byte[] lastNumber(long tenantId) {
        return root.pack(Tuple.from(tenantId, OPERATIONS, LAST_NUMBER));
    }
}
