package io.recordstore.fdb.embedded;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BooleanSupplier;

/**
 * What an operator or a test may choose about an engine.
 *
 * @param executor runs what depends on the engine's futures, for transactions made without one of their own
 * @param mayBlockHere whether the thread that asks may read from the storage itself
 * @param readThreads threads for reads of callers that may not block; at least one
 * @param maxSnapshots read snapshots kept for the five-second window; held ones may be twice as many before the oldest
 *     are taken from their transactions (1007). Each keeps overwritten values from being compacted away
 * @param maxConflictRanges written ranges remembered for conflict checks, about 200 bytes each, one with long keys
 *     counting once more for every 200 bytes of them; beyond it the window gets shorter and old transactions are refused
 *     (1007)
 * @param time where the engine has its time from
 * @param commitExecutor runs the commit loop, or null for a thread of the engine's own
 * @param listener is told what the engine does
 */
public record EngineOptions(
        Executor executor,
        BooleanSupplier mayBlockHere,
        int readThreads,
        int maxSnapshots,
        int maxConflictRanges,
        TimeSource time,
        Executor commitExecutor,
        EngineListener listener) {
    /** Options that suit one service on one machine. */
    public static EngineOptions defaults() {
        return new EngineOptions(
                ForkJoinPool.commonPool(),
                () -> true,
                8,
                1_024,
                1_000_000,
                TimeSource.SYSTEM,
                null,
                EngineListener.NONE);
    }

    /** These options with another default executor. */
    public EngineOptions withExecutor(Executor other) {
        return new EngineOptions(
                other, mayBlockHere, readThreads, maxSnapshots, maxConflictRanges, time, commitExecutor, listener);
    }

    /** These options with another rule about which threads may block. */
    public EngineOptions withMayBlockHere(BooleanSupplier other) {
        return new EngineOptions(
                executor, other, readThreads, maxSnapshots, maxConflictRanges, time, commitExecutor, listener);
    }

    /** These options with another number of read threads. */
    public EngineOptions withReadThreads(int other) {
        return new EngineOptions(
                executor, mayBlockHere, other, maxSnapshots, maxConflictRanges, time, commitExecutor, listener);
    }

    /** These options with other bounds of memory. */
    public EngineOptions withWindow(int snapshots, int conflictRanges) {
        return new EngineOptions(
                executor, mayBlockHere, readThreads, snapshots, conflictRanges, time, commitExecutor, listener);
    }

    /** These options with another time source. */
    public EngineOptions withTime(TimeSource other) {
        return new EngineOptions(
                executor, mayBlockHere, readThreads, maxSnapshots, maxConflictRanges, other, commitExecutor, listener);
    }

    /** These options with another place for the commit loop to run. */
    public EngineOptions withCommitExecutor(Executor other) {
        return new EngineOptions(
                executor, mayBlockHere, readThreads, maxSnapshots, maxConflictRanges, time, other, listener);
    }

    /** These options with another listener. */
    public EngineOptions withListener(EngineListener other) {
        return new EngineOptions(
                executor, mayBlockHere, readThreads, maxSnapshots, maxConflictRanges, time, commitExecutor, other);
    }
}
