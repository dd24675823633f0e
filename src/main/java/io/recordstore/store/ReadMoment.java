package io.recordstore.store;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One read version for several transactions that only read, so that they see the store at one moment and ask for a read
 * version once. Where it would soon be too old to be read at, it is a new one.
 *
 * <p>Thread-safe: transactions that begin at once share the version that the first of them asks for.
 */
public final class ReadMoment {
    /** FoundationDB keeps a read version for five seconds; a transaction needs some of them. */
    private static final Duration USABLE = Duration.ofSeconds(2);

    private CompletableFuture<Long> version;
    private long takenNanos;

    /** Lets a transaction read at this moment; before it reads anything. */
    CompletableFuture<Void> begin(FDBRecordContext context) {
        CompletableFuture<Long> own = new CompletableFuture<>();
        CompletableFuture<Long> shared = current(own);
        return shared == own ? take(context, own) : shared.thenAccept(context::setReadVersion);
    }

    /** The version that others read at, or the one offered, when that is to be it. */
    private synchronized CompletableFuture<Long> current(CompletableFuture<Long> offered) {
        boolean isUsable = version != null
                && !version.isCompletedExceptionally()
                && System.nanoTime() - takenNanos < USABLE.toNanos();
        if (!isUsable) {
            version = offered;
            takenNanos = System.nanoTime();
        }
        return version;
    }

    private static CompletableFuture<Void> take(FDBRecordContext context, CompletableFuture<Long> taken) {
        return context.getReadVersionAsync()
                .whenComplete((number, error) -> {
                    if (error == null) {
                        taken.complete(number);
                    } else {
                        taken.completeExceptionally(error);
                    }
                })
                .thenAccept(number -> {});
    }

    /** What was read at this moment can no longer be: the next transaction takes another. */
    synchronized void end() {
        version = null;
    }
}
