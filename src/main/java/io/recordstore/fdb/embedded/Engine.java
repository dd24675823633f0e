package io.recordstore.fdb.embedded;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * The parts that the transactions of one database share.
 *
 * @param reads how many reads have been asked for, by all transactions
 * @param mayBlockHere whether the calling thread may read from the storage; when not, {@code readExecutor} does it
 * @param timer for back-off and time-outs; runs nothing but hand-overs
 */
record Engine(
        ReadVersions readVersions,
        CommitLoop commits,
        Watches watches,
        Storage storage,
        LongAdder reads,
        TimeSource time,
        BooleanSupplier mayBlockHere,
        Executor readExecutor,
        ScheduledExecutorService timer) {

    boolean mayBlock() {
        return mayBlockHere.getAsBoolean();
    }

    /** Makes a watch count from here on, and compares it with the newest version, which may be past its transaction's. */
    void activateAndCheck(Watch watch) {
        watches.activate(watch);
        Runnable check = () -> {
            LazySnapshot now = new LazySnapshot(readVersions);
            try {
                watch.check(now.get(watch.key()));
            } finally {
                now.release();
            }
        };
        if (mayBlock()) {
            check.run();
        } else {
            readExecutor.execute(check);
        }
    }

    /** Ends an attempt when its time-out is over, if it has one. */
    void failAtDeadline(Attempt attempt, Duration timeout, long startedNanos) {
        if (timeout == null) {
            return;
        }
        long left = timeout.toNanos() - (time.nanoTime() - startedNanos);
        timer.schedule(() -> attempt.end(FdbError.TRANSACTION_TIMED_OUT), left, TimeUnit.NANOSECONDS);
    }
}
