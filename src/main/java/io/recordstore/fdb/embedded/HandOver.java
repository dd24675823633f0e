package io.recordstore.fdb.embedded;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Hands what a transaction waits for to its executor. One that takes no more, since it is full or has been shut down,
 * neither stops who hands over, which may be the commit of all, nor leaves anybody waiting: a thread of the engine's own does it
 * then, or the calling one when those have ended too, as they have while a database closes.
 */
final class HandOver implements Executor {
    private final Executor executor;
    private final Executor own;

    /**
     * @param executor the transaction's
     * @param own the engine's, which takes everything until the database closes
     */
    HandOver(Executor executor, Executor own) {
        this.executor = executor;
        this.own = own;
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException takesNoMore) {
            executeOnOwn(task);
        }
    }

    private void executeOnOwn(Runnable task) {
        try {
            own.execute(task);
        } catch (RejectedExecutionException closing) {
            task.run();
        }
    }
}
