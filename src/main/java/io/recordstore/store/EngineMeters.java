package io.recordstore.store;

import com.apple.foundationdb.Database;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.recordstore.fdb.embedded.EmbeddedDatabase;
import io.recordstore.fdb.embedded.EngineListener;
import io.recordstore.fdb.embedded.StorageFigures;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;

/** What the embedded engine does: its batches of commits, its snapshots, and what RocksDB uses. */
final class EngineMeters implements EngineListener {
    private static final Logger LOG = Logger.getLogger(EngineMeters.class);

    /** From a synced write to a good disk to one that waits for compaction. */
    private static final Duration[] BUCKETS = Arrays.stream(
                    new long[] {100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000, 1_000_000})
            .mapToObj(micros -> Duration.ofNanos(1_000 * micros))
            .toArray(Duration[]::new);

    private static final double[] BATCH = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000};

    private final MeterRegistry registry;
    private final Counter committed;
    private final Counter conflicts;
    private final Counter bytes;
    private final Counter failures;
    private final Counter full;
    private final DistributionSummary batches;
    private final Timer writes;
    private volatile int snapshots;
    private volatile long fullSaidNanos = System.nanoTime() - TimeUnit.MINUTES.toNanos(2);
    private volatile long oldestSnapshotNanos;

    EngineMeters(MeterRegistry registry) {
        this.registry = registry;
        this.committed = counter("commits", "Transactions that the embedded engine has committed");
        this.conflicts = counter("conflicts", "Transactions that the embedded engine refused with 1020 or 1007");
        this.bytes = counter("commit.bytes", "Bytes of mutations that the embedded engine has written");
        this.failures = counter("failures", "Times that the embedded engine's storage failed a write");
        this.full = counter("full", "Batches that the embedded engine refused because its disk was full");
        this.batches = DistributionSummary.builder("recordstore.engine.batch.transactions")
                .description("Transactions to one synced write")
                .serviceLevelObjectives(BATCH)
                .register(registry);
        this.writes = Timer.builder("recordstore.engine.sync")
                .description("Writing and syncing one batch")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        Gauge.builder("recordstore.engine.snapshots", this, meters -> meters.snapshots)
                .description("Read snapshots that are kept")
                .register(registry);
        Gauge.builder(
                        "recordstore.engine.snapshot.age.seconds",
                        this,
                        meters -> meters.oldestSnapshotNanos / (double) TimeUnit.SECONDS.toNanos(1))
                .description("How much older than the newest the oldest read snapshot is")
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder("recordstore.engine." + name)
                .description(description)
                .register(registry);
    }

    /** Also tells what the storage of a database uses, when it is an embedded one. */
    Database observe(Database database) {
        if (database instanceof EmbeddedDatabase embedded) {
            gauge(embedded, "cache", "Blocks that were read from files", StorageFigures::cacheBytes);
            gauge(embedded, "write.buffer", "Recent writes that are in no file yet", StorageFigures::writeBufferBytes);
            gauge(embedded, "table.reader", "Indexes and filters of files", StorageFigures::tableReaderBytes);
            gauge(embedded, "file", "Files that hold the newest version", StorageFigures::fileBytes);
            gauge(embedded, "pending.compaction", "Left to compact", StorageFigures::pendingCompactionBytes);
            gauge(embedded, "disk.free", "Room that the disk has", StorageFigures::freeBytes);
            count(embedded, "compactions.running", "Compactions under way", StorageFigures::runningCompactions);
            count(embedded, "flushes.running", "Flushes under way", StorageFigures::runningFlushes);
            count(
                    embedded,
                    "write.stopped",
                    "1 while writes wait for compaction",
                    figures -> figures.isWriteStopped() ? 1 : 0);
        }
        return database;
    }

    private void gauge(
            EmbeddedDatabase database, String name, String description, ToLongFunction<StorageFigures> figure) {
        count(database, name + ".bytes", description, figure);
    }

    private void count(
            EmbeddedDatabase database, String name, String description, ToLongFunction<StorageFigures> figure) {
        Gauge.builder("recordstore.engine." + name, database, engine -> figure.applyAsLong(engine.figures()))
                .description(description)
                .register(registry);
    }

    @Override
    public void batchCommitted(int transactions, int refused, long mutationBytes, long writeNanos) {
        conflicts.increment(refused);
        if (transactions > 0) {
            committed.increment(transactions);
            bytes.increment(mutationBytes);
            batches.record(transactions);
            writes.record(writeNanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void snapshotsChanged(int open, long oldestAgeNanos) {
        snapshots = open;
        oldestSnapshotNanos = oldestAgeNanos;
    }

    /** Said once a minute: every write is refused until there is room. */
    @Override
    public void full(Throwable cause) {
        full.increment();
        long now = System.nanoTime();
        if (now - fullSaidNanos > TimeUnit.MINUTES.toNanos(1)) {
            fullSaidNanos = now;
            LOG.warnf("the embedded engine's disk is full: %s", cause.getMessage());
        }
    }

    @Override
    public void failed(Throwable cause) {
        failures.increment();
        LOG.errorf(cause, "the embedded engine's storage failed a write");
    }
}
