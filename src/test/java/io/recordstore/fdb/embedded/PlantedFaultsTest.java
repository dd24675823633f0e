package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The suites notice an engine that is broken. Each fault is planted where the engine takes a part through its
 * constructor, so there is no switch for it outside the tests.
 */
class PlantedFaultsTest {
    private static final int SEEDS = 200;

    private static boolean isCaught(LongFunction<Optional<String>> run) {
        return LongStream.range(0, SEEDS).anyMatch(seed -> run.apply(seed).isPresent());
    }

    private static boolean isCaughtByHistories(SimulatedHistory.Faults faults) {
        return isCaught(seed -> SimulatedHistory.violation(seed, faults));
    }

    @Test
    void noticesASkippedSync() {
        assertThat(isCaught(seed -> PowerLossRun.violation(seed, SimulatedDisk.Fault.SYNC_SKIPPED)))
                .isTrue();
    }

    @Test
    void noticesABatchThatSurvivesInPart() {
        assertThat(isCaught(seed -> PowerLossRun.violation(seed, SimulatedDisk.Fault.BATCH_HALF_APPLIED)))
                .isTrue();
    }

    @Test
    void noticesADroppedReadConflict() {
        assertThat(isCaughtByHistories(SimulatedHistory.Faults.NONE.withWindow(ForgetfulWindow::new)))
                .isTrue();
    }

    @Test
    void noticesASnapshotThatIsTooNew() {
        assertThat(isCaughtByHistories(SimulatedHistory.Faults.NONE.withStorage(LiveSnapshots::new)))
                .isTrue();
    }

    @Test
    void noticesABatchThatIsHalfApplied() {
        assertThat(isCaughtByHistories(SimulatedHistory.Faults.NONE.withStorage(HalfBatches::new)))
                .isTrue();
    }

    @Test
    void noticesALostWakeUp() {
        assertThat(isCaughtByHistories(SimulatedHistory.Faults.NONE.withCommitExecutor(LossyExecutor::new)))
                .isTrue();
    }

    @Test
    void findsNothingWrongWithoutAFault() {
        assertThat(isCaughtByHistories(SimulatedHistory.Faults.NONE)).isFalse();
        assertThat(isCaught(seed -> PowerLossRun.violation(seed, SimulatedDisk.Fault.NONE)))
                .isFalse();
    }

    /** Forgets to look at one read in eight. */
    private static final class ForgetfulWindow extends ConflictWindow {
        private int asked;

        ForgetfulWindow(long oldest) {
            super(oldest, 1_000);
        }

        @Override
        boolean writtenAfter(KeyRange range, long version) {
            return ++asked % 8 != 0 && super.writtenAfter(range, version);
        }
    }

    /** Gives snapshots that show what comes later. */
    private static final class LiveSnapshots extends PassingStorage {
        LiveSnapshots(Storage storage) {
            super(storage);
        }

        @Override
        public StorageSnapshot snapshot() {
            return new StorageSnapshot() {
                @Override
                public byte[] get(byte[] key) {
                    return storage.snapshot().get(key);
                }

                @Override
                public StorageCursor cursor() {
                    return storage.snapshot().cursor();
                }

                @Override
                public void close() {
                    // A memory snapshot holds nothing.
                }
            };
        }
    }

    /** Loses the last write of every other batch. */
    private static final class HalfBatches extends PassingStorage {
        private int batches;

        HalfBatches(Storage storage) {
            super(storage);
        }

        @Override
        public void apply(StorageBatch batch) {
            TreeMap<byte[], byte[]> writes = new TreeMap<>(Keys.ORDER);
            writes.putAll(batch.writes());
            Iterator<Map.Entry<byte[], byte[]>> last =
                    writes.descendingMap().entrySet().iterator();
            if (++batches % 2 == 0 && last.hasNext()) {
                last.next();
                last.remove();
            }
            super.apply(new StorageBatch(batch.reservedVersion(), List.copyOf(batch.clears()), writes));
        }
    }

    /** Loses one task in ten. */
    private static final class LossyExecutor implements Executor {
        private final Executor executor;
        private int tasks;

        LossyExecutor(Executor executor) {
            this.executor = executor;
        }

        @Override
        public void execute(Runnable task) {
            if (++tasks % 10 != 0) {
                executor.execute(task);
            }
        }
    }
}
