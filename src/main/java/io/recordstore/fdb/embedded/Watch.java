package io.recordstore.fdb.embedded;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One watch on a key: it fires when the key's value differs from what its transaction saw. Its future is completed on
 * the transaction's executor, never on the thread that noticed.
 *
 * <p>Lock: {@code this} guards the two values until the watch is active.
 */
final class Watch {
    private final byte[] key;
    private final Executor executor;
    private final CompletableFuture<Void> future = new CompletableFuture<>();
    private boolean valueKnown;
    private byte[] value;
    private boolean ownKnown;
    private byte[] own;

    Watch(byte[] key, Executor executor) {
        this.key = key;
        this.executor = executor;
    }

    byte[] key() {
        return key;
    }

    CompletableFuture<Void> future() {
        return future;
    }

    /** Notes the value that the transaction read; fires when the transaction has itself written another since. */
    synchronized void read(byte[] found) {
        valueKnown = true;
        value = found;
        if (ownKnown && !Arrays.equals(own, found)) {
            fire();
        }
    }

    /**
     * Notes a value that the transaction itself writes after it set the watch; fires when it is another.
     *
     * @return whether it is another than the transaction wrote before
     */
    synchronized boolean written(byte[] newValue) {
        boolean rewritten = ownKnown && !Arrays.equals(own, newValue);
        if (rewritten || valueKnown && !Arrays.equals(value, newValue)) {
            fire();
        }
        ownKnown = true;
        own = newValue;
        return rewritten;
    }

    /** Fires when the key's value in the database is another than the transaction saw. */
    void check(byte[] current) {
        boolean changed;
        synchronized (this) {
            changed = !Arrays.equals(value, current);
        }
        if (changed) {
            fire();
        }
    }

    void fire() {
        executor.execute(() -> future.complete(null));
    }

    void fail(FdbError error) {
        executor.execute(() -> future.completeExceptionally(error.exception()));
    }
}
