package io.recordstore.store;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.google.protobuf.ByteString;
import io.recordstore.fault.Unavailable;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A transaction that stays open between the steps of whoever leads it. Its steps run on the store's threads, one after the
 * other in the order in which they are asked for; nothing is ever run again. A step that fails leaves what it has
 * written so far among the transaction's writes: whoever leads it closes it then.
 *
 * <p>All state is under this object's lock, which is held for a moment only. {@code last} completes when every step that was
 * asked for is over, so that the context is never closed under one.
 */
public final class OpenTransaction {
    private final FDBRecordContext context;
    private final Executor executor;
    private final Consumer<Throwable> whenClosed;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private boolean isClosed;

    /** @param whenClosed is told once, when the context has been closed, what the last step failed with, or null */
    OpenTransaction(FDBRecordContext context, Executor executor, Consumer<Throwable> whenClosed) {
        this.context = context;
        this.executor = executor;
        this.whenClosed = whenClosed;
    }

    /**
     * Runs a step. It must not block.
     *
     * @return fails as the step does, in the terms of {@code fault}; with {@link IllegalStateException} after the end
     */
    public <T> Uni<T> run(Function<FDBRecordContext, CompletableFuture<T>> step) {
        return Uni.createFrom().completionStage(() -> append(step)).onFailure().transform(StoreFaults::translate);
    }

    private synchronized <T> CompletableFuture<T> append(Function<FDBRecordContext, CompletableFuture<T>> step) {
        if (isClosed) {
            return CompletableFuture.failedFuture(new IllegalStateException("the transaction is over"));
        }
        CompletableFuture<T> next;
        try {
            next = last.handle((done, error) -> null).thenComposeAsync(ignored -> step.apply(context), executor);
        } catch (RejectedExecutionException e) {
            next = CompletableFuture.failedFuture(
                    new Unavailable("the server has more calls waiting than it accepts: try again later"));
        }
        last = next;
        return next.copy();
    }

    /**
     * Commits, and closes the transaction whatever comes of it.
     *
     * @return the commit's 10-byte versionstamp; empty when nothing was written
     */
    public Uni<ByteString> commit() {
        return run(FDBRecordContext::commitAsync)
                .map(done -> {
                    byte[] stamp = context.getVersionStamp();
                    return stamp == null ? ByteString.EMPTY : ByteString.copyFrom(stamp);
                })
                .onTermination()
                .invoke(this::close);
    }

    /** Ends the transaction; what was not committed is forgotten. Does nothing the second time. */
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            last.whenComplete((done, error) -> {
                context.close();
                whenClosed.accept(error);
            });
        }
    }
}
