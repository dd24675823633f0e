package io.recordstore.schema;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.IndexState;
import com.apple.foundationdb.record.RecordMetaDataProvider;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStoreBase.StoreExistenceCheck;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStoreBase.UserVersionChecker;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStoreKeyspace;
import com.apple.foundationdb.subspace.Subspace;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import io.recordstore.crypto.DataKeys;
import io.recordstore.crypto.RecordKeys;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.quota.StorageQuotas;
import io.recordstore.space.Catalog;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.StoredSchema;
import io.recordstore.store.Root;
import io.recordstore.telemetry.CacheMeters;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Opens RecordSpaces in transactions.
 *
 * <p>A hot one costs no read of its own: its catalog entry and its store's state are cached and checked by the version
 * stamp that comes with the read version; compiled schemas never change and are cached by what they are made from, keys by what
 * the entry has of them.
 */
@Singleton
public class RecordSpaceOpener {
    private static final int RECORDS = 0;

    /** Named, so that a newer Record Layer does not raise it unasked: older servers could not open the store. */
    private static final int FORMAT_VERSION = FDBRecordStore.CHECK_INDEX_BUILD_TYPE_DURING_UPDATE_FORMAT_VERSION;

    private static final int CACHED_KEYS = 10_000;

    private final Catalog catalog;
    private final SchemaVersions versions;
    private final DataKeys dataKeys;
    private final Subspace root;
    private final CacheMeters meters;
    private final Clock clock;
    private final StorageQuotas quotas;
    private final SchemaCache schemas;
    private final Cache<KeysId, RecordKeys> keys =
            Caffeine.newBuilder().maximumSize(CACHED_KEYS).build();

    RecordSpaceOpener(
            Catalog catalog,
            SchemaVersions versions,
            DataKeys dataKeys,
            @Root Subspace root,
            Clock clock,
            CacheMeters meters,
            StorageQuotas quotas) {
        this.catalog = catalog;
        this.versions = versions;
        this.dataKeys = dataKeys;
        this.root = root;
        this.meters = meters;
        this.schemas = new SchemaCache(meters);
        this.clock = clock;
        this.quotas = quotas;
        catalog.whenDeleted(this::forget);
    }

    /** An incarnation never comes again, so what is kept of it would be there for nothing. */
    private void forget(RecordSpace space) {
        schemas.forget(space);
        keys.invalidate(new KeysId(space.identity(), space.dataKeys()));
    }

    private record KeysId(ByteString incarnation, DataKeys.Wrapped wrapped) {}

    /**
     * Opens a RecordSpace at the context's read version.
     *
     * @return fails with {@link io.recordstore.fault.NotFound} when there is none of that name, and with {@link
     *     PreconditionFailed} when it has no schema
     */
    public CompletableFuture<OpenRecordSpace> open(FDBRecordContext context, TenantName tenant, RecordSpaceName name) {
        return catalog.get(context, tenant, name).thenCompose(space -> open(context, space));
    }

    /**
     * Opens a RecordSpace that the catalog has at the context's read version, be it one that is not ready for calls.
     *
     * @return fails with {@link PreconditionFailed} when it has no schema
     */
    public CompletableFuture<OpenRecordSpace> open(FDBRecordContext context, RecordSpace space) {
        return schema(context, space).thenCompose(schema -> open(context, space, schema));
    }

    /** The same, of which no read makes its transaction conflict. */
    public CompletableFuture<OpenRecordSpace> asSnapshot(OpenRecordSpace open) {
        return again(open, Optional.of(open.changes()));
    }

    /**
     * The same, where what is written leaves no entry in the log: for a transaction that reads what it has written, and is never
     * committed.
     */
    public CompletableFuture<OpenRecordSpace> asDraft(OpenRecordSpace open) {
        return again(open, Optional.empty());
    }

    private CompletableFuture<OpenRecordSpace> again(OpenRecordSpace open, Optional<ChangeLog> changes) {
        return builder(open.space(), open.schema(), keys(open.space()), changes, true)
                .setContext(open.store().getRecordContext())
                .openAsync()
                .thenApply(store -> new OpenRecordSpace(
                        open.space(), open.schema(), store, open.cipher(), open.hmac(), open.changes()));
    }

    private CompletableFuture<OpenRecordSpace> open(
            FDBRecordContext context, RecordSpace space, CompiledSchema schema) {
        RecordKeys itsKeys = keys(space);
        ChangeLog changes = changes(space, schema, itsKeys);
        return builder(space, schema, itsKeys, Optional.of(changes), false)
                .setContext(context)
                .openAsync()
                .thenApply(store -> opened(space, schema, store, itsKeys, changes));
    }

    private static OpenRecordSpace opened(
            RecordSpace space, CompiledSchema schema, FDBRecordStore store, RecordKeys itsKeys, ChangeLog changes) {
        return new OpenRecordSpace(space, schema, store, itsKeys.cipher(), itsKeys.fieldHmac(), changes);
    }

    /** Makes the store of a RecordSpace that this transaction adds; nothing of it is cached before the commit. */
    CompletableFuture<OpenRecordSpace> create(FDBRecordContext context, RecordSpace space, CompiledSchema schema) {
        RecordKeys itsKeys = keys(space);
        return upgrade(context, space, schema)
                .thenApply(store -> opened(space, schema, store, itsKeys, changes(space, schema, itsKeys)));
    }

    /** Opens a RecordSpace under a new version of its schema, which becomes the one in force with the commit. */
    CompletableFuture<FDBRecordStore> upgrade(FDBRecordContext context, RecordSpace space, CompiledSchema schema) {
        context.addPostCommit(() -> {
            schemas.keep(space, schema);
            return AsyncUtil.DONE;
        });
        return builder(space, schema)
                .setContext(context)
                .createOrOpenAsync(StoreExistenceCheck.NONE)
                .thenCompose(store -> store.setStateCacheabilityAsync(true).thenApply(changed -> store));
    }

    /** What opens the store of a RecordSpace in any context. */
    FDBRecordStore.Builder builder(RecordSpace space, CompiledSchema schema) {
        RecordKeys itsKeys = keys(space);
        return builder(space, schema, itsKeys, Optional.of(changes(space, schema, itsKeys)), false);
    }

    private ChangeLog changes(RecordSpace space, CompiledSchema schema, RecordKeys itsKeys) {
        return new ChangeLog(space, root, schema, itsKeys.sealer(), clock);
    }

    private FDBRecordStore.Builder builder(
            RecordSpace space,
            CompiledSchema schema,
            RecordKeys itsKeys,
            Optional<ChangeLog> changes,
            boolean readsSnapshots) {
        return new RecordSpaceStore.Builder(
                        changes, new StoredSizes(space, quotas), new ForkNotes(space, root), readsSnapshots)
                .setSubspace(space.keys(root).get(RECORDS))
                .setMetaDataProvider(schema.metaData())
                .setSerializer(new SealedSerializer(schema, itsKeys.sealer()))
                .setIndexMaintenanceFilter(schema.indexFilter())
                .setFormatVersion(FORMAT_VERSION)
                .setUserVersionChecker(NewIndexes.INSTANCE);
    }

    /** The schema in force; {@link PreconditionFailed} when there is none yet. */
    CompletableFuture<CompiledSchema> schema(FDBRecordContext context, RecordSpace space) {
        if (space.schemaVersion() == 0) {
            return CompletableFuture.failedFuture(new PreconditionFailed(
                    "SCHEMA_REQUIRED",
                    "RecordSpace '" + space.name() + "' has no schema yet: give it one with SchemaService.ApplySchema",
                    Map.of("recordSpace", space.name().value())));
        }
        CompiledSchema cached = schemas.inForce(space);
        if (cached != null) {
            return CompletableFuture.completedFuture(cached);
        }
        return versions.read(context, space, space.schemaVersion()).thenApply(stored -> {
            CompiledSchema compiled = compile(space, stored);
            schemas.keep(space, compiled);
            return compiled;
        });
    }

    /** What is or may come into force in the RecordSpace, ready to use. */
    CompiledSchema compile(RecordSpace space, StoredSchema stored) {
        return schemas.compile(space, stored, keys(space).fieldHmac());
    }

    /** What a RecordSpace is sealed with, as its catalog entry has it. */
    public RecordKeys keys(RecordSpace space) {
        KeysId id = new KeysId(space.identity(), space.dataKeys());
        RecordKeys cached = keys.getIfPresent(id);
        meters.looked(CacheMeters.Cache.KEYS, cached != null);
        return cached != null
                ? cached
                : keys.get(
                        id,
                        key -> dataKeys.unwrap(key.wrapped(), key.incarnation().toByteArray()));
    }

    /** Where a RecordSpace's sealed records lie, each under its primary key. */
    Subspace records(RecordSpace space) {
        return space.keys(root).get(RECORDS).get(FDBRecordStoreKeyspace.RECORD.key());
    }

    /** A new index on a new record type is complete at once; any other is built by {@link IndexBuilds}. */
    private enum NewIndexes implements UserVersionChecker {
        INSTANCE;

        @Override
        @Deprecated
        public CompletableFuture<Integer> checkUserVersion(
                int oldUserVersion, int oldMetaDataVersion, RecordMetaDataProvider metaData) {
            return CompletableFuture.completedFuture(0);
        }

        @Override
        public CompletableFuture<IndexState> needRebuildIndex(
                Index index,
                Supplier<CompletableFuture<Long>> recordCount,
                Supplier<CompletableFuture<Long>> estimatedSize,
                boolean indexOnNewRecordTypes) {
            return CompletableFuture.completedFuture(indexOnNewRecordTypes ? IndexState.READABLE : IndexState.DISABLED);
        }
    }
}
