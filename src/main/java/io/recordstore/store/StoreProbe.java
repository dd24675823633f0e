package io.recordstore.store;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.Transaction;
import io.recordstore.fdb.FdbDatabases;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the store for a read version, beside all calls: it does not wait for a thread that they keep busy. */
@Singleton
public class StoreProbe {
    private final Database database;

    StoreProbe(Database database) {
        this.database = database;
    }

    /**
     * What the store answered.
     *
     * @param fault why there is no read version; empty when there is one
     */
    public record Answer(long readVersion, String fault) {
        /** Whether there is a read version. */
        public boolean isGiven() {
            return fault.isEmpty();
        }
    }

    /** Waits for the store's answer, no longer than is said. */
    public Answer ask(Duration patience) {
        try (Transaction transaction = database.createTransaction()) {
            long version = transaction
                    .getReadVersion()
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return new Answer(version, "");
        } catch (CompletionException e) {
            return new Answer(0, describe(e.getCause(), patience));
        } catch (RuntimeException e) {
            return new Answer(0, describe(e, patience));
        }
    }

    private static String describe(Throwable error, Duration patience) {
        if (error instanceof TimeoutException) {
            return "no read version within " + patience.toMillis() + " ms";
        }
        return error instanceof FDBException fault
                ? FdbDatabases.describe(fault)
                : error.getClass().getSimpleName();
    }
}
