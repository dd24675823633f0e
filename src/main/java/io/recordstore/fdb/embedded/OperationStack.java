package io.recordstore.fdb.embedded;

import io.recordstore.fdb.embedded.WriteMap.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * The operations that wait on one key, oldest first, and how a newer one is folded into them. Folding is visible where it
 * is not associative (an append that no longer fits), so the rules are those of FoundationDB's {@code WriteMap.cpp}.
 */
final class OperationStack {
    private OperationStack() {}

    /** Whether the value depends on what the database holds: the oldest operation is neither a set nor stamped. */
    static boolean isDependent(List<Operation> operations) {
        return operations.get(0).kind().isDependent();
    }

    /** Returns the value of the key when the database holds {@code stored}; null when it is absent then. */
    static byte[] resolve(List<Operation> operations, byte[] stored) {
        byte[] value = stored;
        for (Operation operation : operations) {
            value = operation.kind().isDependent()
                    ? AtomicArithmetic.apply(operation.kind(), value, operation.param())
                    : operation.param();
        }
        return value;
    }

    /** Returns the operations with one more on top, as it is. */
    static List<Operation> push(List<Operation> operations, Operation operation) {
        List<Operation> pushed = new ArrayList<>(operations.size() + 1);
        pushed.addAll(operations);
        pushed.add(operation);
        return List.copyOf(pushed);
    }

    /** Returns the operations with one more, folded into the newest where that gives the same. */
    static List<Operation> foldOver(List<Operation> operations, Operation operation) {
        Operation newest = operations.get(operations.size() - 1);
        if (!canFold(newest, operation)) {
            return push(operations, operation);
        }
        List<Operation> folded = new ArrayList<>(operations);
        folded.set(folded.size() - 1, fold(newest, operation));
        return List.copyOf(folded);
    }

    private static boolean canFold(Operation older, Operation newer) {
        if (older.kind() == MutationKind.SET) {
            return true;
        }
        return older.kind() == newer.kind()
                && newer.kind() != MutationKind.COMPARE_AND_CLEAR
                && (!older.kind().foldsOnlyAtEqualLength() || older.param().length == newer.param().length);
    }

    /** Makes one operation of two that can be folded. */
    static Operation fold(Operation older, Operation newer) {
        if (!newer.kind().isDependent()) {
            return newer;
        }
        return new Operation(older.kind(), AtomicArithmetic.apply(newer.kind(), older.param(), newer.param()));
    }
}
