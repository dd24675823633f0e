package io.recordstore.operation;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.store.Committed;
import io.recordstore.store.Transactions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Does jobs page by page. Each page is a transaction of its own that is bound to the run ({@link JobRun#hold}), and after each
 * there is a pause, so that no more records are gone through than {@link OperationConfig#recordsPerSecond} says.
 */
@Singleton
public class JobPages {
    private final Transactions transactions;
    private final OperationConfig config;

    JobPages(Transactions transactions, OperationConfig config) {
        this.transactions = transactions.inBackground();
        this.config = config;
    }

    /**
     * What a page came to.
     *
     * @param isLast whether nothing is left to do
     * @param records how many records it went through
     */
    public record Page(boolean isLast, long records) {
        /** There is nothing to do any more. */
        public static final Page LAST = new Page(true, 0);
    }

    /** A page of a job. */
    @FunctionalInterface
    public interface Work {
        /** Does what comes next, and says so to the operation. */
        CompletableFuture<Page> page(FDBRecordContext context, HeldOperation held);
    }

    /** Runs pages until there is a last one, or the run is stopped. */
    public CompletableFuture<Void> run(JobRun run, Work work) {
        if (run.isStopped()) {
            return CompletableFuture.completedFuture(null);
        }
        return transactions
                .write(context -> run.hold(context).thenCompose(held -> work.page(context, held)))
                .map(Committed::value)
                .subscribeAsCompletionStage()
                .thenCompose(page -> page.isLast()
                        ? CompletableFuture.completedFuture(null)
                        : pause(page.records()).thenCompose(paused -> run(run, work)));
    }

    private CompletableFuture<Void> pause(long records) {
        return transactions.after(Duration.ofMillis(records * 1_000 / config.recordsPerSecond()), null);
    }
}
