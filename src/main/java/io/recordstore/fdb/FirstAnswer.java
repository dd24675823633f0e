package io.recordstore.fdb;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.Transaction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A database asked once whether it can be used, before anybody's call depends on it. */
final class FirstAnswer {
    /** Any key of users': a cluster that wants tenants gives read versions freely, but no keys. */
    private static final byte[] KEY = {0};

    private FirstAnswer() {}

    /**
     * Waits for a read version and a key.
     *
     * @return what is wrong, where waiting may put it right; nothing when the database answers
     * @throws IllegalStateException when somebody has to change something
     */
    static Optional<String> await(Database database, Duration patience) {
        try (Transaction transaction = database.createTransaction()) {
            transaction
                    .getReadVersion()
                    .thenCompose(version -> transaction.get(KEY))
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionallyCompose(FirstAnswer::inTerms)
                    .join();
            return Optional.empty();
        } catch (CompletionException e) {
            if (e.getCause() instanceof FDBException error) {
                if (ClusterFaults.isPassing(error)) {
                    return Optional.of(ClusterFaults.describe(error));
                }
                throw ClusterFaults.refused(error);
            }
            throw e;
        }
    }

    /** No answer is the error that the client would end with, had it been given as little time. */
    private static CompletableFuture<byte[]> inTerms(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        boolean isLate = cause instanceof TimeoutException;
        return CompletableFuture.failedFuture(
                isLate ? new FDBException("no answer", ClusterFaults.TRANSACTION_TIMED_OUT) : cause);
    }
}
