package io.recordstore.fdb.embedded;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The outcome of a commit, or what follows from it. A thread that waits for it with {@link #join} or {@link #get()} helps
 * it along first, so that a commit which is waited for at once costs no hand-over between threads; one that goes on and
 * starts further commits is not held up.
 */
final class CommitFuture<T> extends CompletableFuture<T> {
    private final Runnable lead;

    /** @param lead does on the calling thread what there is to do for the commit, if no other thread does it */
    CommitFuture(Runnable lead) {
        this.lead = lead;
    }

    @Override
    public T join() {
        leadUnlessDone();
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        leadUnlessDone();
        return super.get();
    }

    private void leadUnlessDone() {
        if (!isDone()) {
            lead.run();
        }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CommitFuture<>(lead);
    }
}
