package io.recordstore.schema;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.apple.foundationdb.record.provider.foundationdb.leaderboard.TimeWindowLeaderboardWindowUpdate;
import com.apple.foundationdb.record.provider.foundationdb.leaderboard.TimeWindowLeaderboardWindowUpdate.TimeWindowSpec;
import io.recordstore.operation.JobKind;
import io.recordstore.operation.Jobs;
import io.recordstore.space.Catalog;
import io.recordstore.space.RecordSpace;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Puts a new version of a schema into force, in one transaction: the version, the catalog entry, the store's header,
 * and for its new indexes the states, the windows and the job that builds them.
 */
@Singleton
class SchemaUpgrade {
    private static final int FIRST_VERSION = 1;

    private final Catalog catalog;
    private final SchemaVersions versions;
    private final RecordSpaceOpener opener;
    private final Jobs jobs;

    SchemaUpgrade(Catalog catalog, SchemaVersions versions, RecordSpaceOpener opener, Jobs jobs) {
        this.catalog = catalog;
        this.versions = versions;
        this.opener = opener;
        this.jobs = jobs;
    }

    /** @return whether all indexes are complete */
    CompletableFuture<Boolean> apply(FDBRecordContext context, RecordSpace space, CompiledSchema next) {
        versions.write(context, space, next.stored());
        RecordSpace upgraded = space.withSchema(SchemaCache.reference(next.stored()));
        catalog.replace(context, upgraded);
        return opener.upgrade(context, upgraded, next).thenCompose(store -> prepareIndexes(store, next, next.version())
                .thenCompose(done -> build(store, upgraded, next)));
    }

    /** @return whether there is nothing to build */
    private CompletableFuture<Boolean> build(FDBRecordStore store, RecordSpace space, CompiledSchema schema) {
        return isComplete(store, schema)
                ? AsyncUtil.READY_TRUE
                : RecordCounts.sum(store, schema)
                        .thenCompose(records -> jobs.addOnce(store.getContext(), JobKind.INDEX_BUILD, space, records))
                        .thenApply(job -> false);
    }

    /** Begins a store that has no keys under the schema in force. All of its indexes are complete. */
    CompletableFuture<Void> begin(FDBRecordContext context, RecordSpace space, CompiledSchema schema) {
        return opener.upgrade(context, space, schema)
                .thenCompose(store -> prepareIndexes(store, schema, FIRST_VERSION));
    }

    private static CompletableFuture<Void> prepareIndexes(
            FDBRecordStore store, CompiledSchema schema, int sinceVersion) {
        CompletableFuture<Void> prepared = AsyncUtil.DONE;
        for (Index index : schema.metaData().getAllIndexes()) {
            if (index.getAddedVersion() >= sinceVersion) {
                prepared = prepared.thenCompose(done -> prepare(store, index, schema));
            }
        }
        return prepared;
    }

    /** The same of a store that is new. */
    static CompletableFuture<Void> prepareAll(FDBRecordStore store, CompiledSchema schema) {
        CompletableFuture<Void> prepared = AsyncUtil.DONE;
        for (Index index : schema.metaData().getAllIndexes()) {
            prepared = prepared.thenCompose(done -> prepare(store, index, schema));
        }
        return prepared;
    }

    private static CompletableFuture<Void> prepare(FDBRecordStore store, Index index, CompiledSchema schema) {
        CompletableFuture<?> kept =
                store.isIndexDisabled(index) ? store.clearAndMarkIndexWriteOnly(index) : AsyncUtil.DONE;
        IndexDefinition definition = schema.indexes().get(index.getName());
        return definition == null || definition.leaderboard().isEmpty()
                ? kept.thenApply(done -> null)
                : kept.thenCompose(done -> store.performIndexOperationAsync(
                                index.getName(),
                                windows(definition.leaderboard().get())))
                        .thenApply(done -> null);
    }

    /** The windows are there before the first record is indexed: the maintainer leaves out what is in no window. */
    private static TimeWindowLeaderboardWindowUpdate windows(Leaderboard leaderboard) {
        List<TimeWindowSpec> specs = leaderboard.windows().stream()
                .map(series -> new TimeWindowSpec(
                        series.type(), series.baseTime(), series.interval(), series.duration(), series.count()))
                .toList();
        return new TimeWindowLeaderboardWindowUpdate(
                0,
                leaderboard.highScoreFirst(),
                Long.MIN_VALUE,
                leaderboard.allTime(),
                specs,
                TimeWindowLeaderboardWindowUpdate.Rebuild.NEVER);
    }

    /** Builds what is not complete of the schema in force. @return whether there is nothing to build */
    CompletableFuture<Boolean> build(FDBRecordContext context, RecordSpace space) {
        return opener.open(context, space.tenant(), space.name())
                .thenCompose(open -> build(open.store(), space, open.schema()));
    }

    private static boolean isComplete(FDBRecordStore store, CompiledSchema schema) {
        return schema.metaData().getAllIndexes().stream().allMatch(store::isIndexReadable);
    }
}
