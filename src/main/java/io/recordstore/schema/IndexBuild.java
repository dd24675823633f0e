package io.recordstore.schema;

import com.apple.foundationdb.record.RecordIndexUniquenessViolation;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.apple.foundationdb.record.provider.foundationdb.OnlineIndexOperationConfig;
import com.apple.foundationdb.record.provider.foundationdb.OnlineIndexer;
import com.apple.foundationdb.record.provider.foundationdb.RecordStoreStaleMetaDataVersionException;
import com.apple.foundationdb.synchronizedsession.SynchronizedSessionLockedException;
import io.recordstore.operation.Job;
import io.recordstore.operation.JobRun;
import io.recordstore.operation.OperationConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One run over what a RecordSpace has to build, until nothing is left or what is left cannot be completed. The indexes
 * of one schema version are built together, in one pass over the records; where that does not work, each by itself. A
 * unique index that finds equal values is left for a later run: the records may be different then.
 */
final class IndexBuild {
    private static final long RETRY_MILLIS = 250;
    private static final int MAX_FAILURES = 10;

    private final Function<Job, CompletableFuture<Pending>> pending;
    private final Function<JobRun, CompletableFuture<Void>> finish;
    private final FDBDatabase database;
    private final OperationConfig config;
    private final JobRun run;
    private RecordIndexUniquenessViolation violation;
    private final Set<String> blocked = new HashSet<>();
    private boolean oneByOne;
    private int failures;

    IndexBuild(
            Function<Job, CompletableFuture<Pending>> pending,
            Function<JobRun, CompletableFuture<Void>> finish,
            FDBDatabase database,
            OperationConfig config,
            JobRun run) {
        this.pending = pending;
        this.finish = finish;
        this.database = database;
        this.config = config;
        this.run = run;
    }

    /** An index that is not complete. */
    record Target(String name, int sinceVersion) {}

    /** What is left to build. */
    record Pending(FDBRecordStore.Builder store, CompiledSchema schema, List<Target> targets) {
        static final Pending NOTHING = new Pending(null, null, List.of());
    }

    /** @return fails with {@link io.recordstore.fault.NotUnique} when only indexes are left in which values are equal */
    CompletableFuture<Void> run() {
        return pending.apply(run.job()).thenCompose(found -> {
            List<Target> open = found.targets().stream()
                    .filter(target -> !blocked.contains(target.name()))
                    .toList();
            if (found.targets().isEmpty()) {
                return finish.apply(run);
            }
            if (run.isStopped()) {
                return CompletableFuture.completedFuture(null);
            }
            if (open.isEmpty()) {
                return CompletableFuture.failedFuture(UniquenessViolation.fault(violation));
            }
            List<Target> together = together(open);
            return build(found, together)
                    .handle((done, error) -> settle(error, together))
                    .thenCompose(delayMillis -> again(delayMillis));
        });
    }

    private List<Target> together(List<Target> open) {
        Target first = open.get(0);
        return oneByOne
                ? List.of(first)
                : open.stream()
                        .filter(target -> target.sinceVersion() == first.sinceVersion())
                        .toList();
    }

    private CompletableFuture<Void> build(Pending found, List<Target> together) {
        List<Index> targets = together.stream()
                .map(target -> found.schema().metaData().getIndex(target.name()))
                .toList();
        OnlineIndexer indexer = OnlineIndexer.newBuilder()
                .setDatabase(database)
                .setRecordStoreBuilder(found.store())
                .setTargetIndexes(targets)
                .setIndexingPolicy(OnlineIndexer.IndexingPolicy.newBuilder().allowTakeoverContinue())
                .setConfigLoader(this::limited)
                .setLimit(config.recordsPerTransaction())
                .setRecordsPerSecond(config.recordsPerSecond())
                .setLeaseLengthMillis(config.lease().toMillis())
                .build();
        return indexer.buildIndexAsync().whenComplete((done, error) -> indexer.close());
    }

    /** Asked before each transaction; a build that stops so gives its lease back. */
    private OnlineIndexOperationConfig limited(OnlineIndexOperationConfig limits) {
        if (run.isStopped()) {
            throw new CancellationException("the run is over");
        }
        return limits;
    }

    /** @return after how long to look again, in milliseconds; throws what cannot be helped */
    private long settle(Throwable error, List<Target> together) {
        if (error == null) {
            return 0;
        }
        if (run.isStopped()) {
            return 0;
        }
        if (causedBy(error, SynchronizedSessionLockedException.class)) {
            return RETRY_MILLIS;
        }
        if (causedBy(error, RecordStoreStaleMetaDataVersionException.class)) {
            return 0;
        }
        if (together.size() > 1) {
            oneByOne = true;
            return 0;
        }
        if (causedBy(error, RecordIndexUniquenessViolation.class)) {
            violation = cause(error, RecordIndexUniquenessViolation.class);
            blocked.add(together.get(0).name());
            return 0;
        }
        if (++failures == MAX_FAILURES) {
            throw new IllegalStateException("an index build failed again and again", error);
        }
        return RETRY_MILLIS << failures;
    }

    private static boolean causedBy(Throwable error, Class<? extends Throwable> type) {
        return cause(error, type) != null;
    }

    private static <T extends Throwable> T cause(Throwable error, Class<T> type) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private CompletableFuture<Void> again(long delayMillis) {
        return CompletableFuture.runAsync(
                        () -> {},
                        CompletableFuture.delayedExecutor(delayMillis, TimeUnit.MILLISECONDS, database.getExecutor()))
                .thenCompose(waited -> run());
    }
}
