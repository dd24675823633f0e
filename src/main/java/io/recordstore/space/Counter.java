package io.recordstore.space;

import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.tuple.Tuple;
import java.util.concurrent.CompletableFuture;

/**
 * Numbers that count up from 1 under one key. Two transactions that take one at the same time conflict, and one of
 * them runs again: the price of small numbers without gaps, paid only when something is created.
 */
public final class Counter {
    private Counter() {}

    /** The next number; it is taken with the commit of the transaction. */
    public static CompletableFuture<Long> next(FDBRecordContext context, byte[] key) {
        Transaction transaction = context.ensureActive();
        return transaction.get(key).thenApply(value -> {
            long next = value == null ? 1 : Tuple.fromBytes(value).getLong(0) + 1;
            transaction.set(key, Tuple.from(next).pack());
            return next;
        });
    }
}
