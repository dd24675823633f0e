package io.recordstore.space;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.IsolationLevel;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.quota.UsageKeys;
import io.recordstore.store.Root;
import io.recordstore.store.TenantTag;
import io.recordstore.telemetry.CacheMeters;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The catalog: which RecordSpaces a tenant has.
 *
 * <p>Entries are cached with the meta-data version stamp at which they were read ({@code \xff/metadataVersion}, which a
 * transaction gets with its read version). Whatever changes or deletes an entry moves the stamp; an entry whose stamp
 * is the transaction's own is therefore current, at no read of its own. It is still added to the read conflicts, so
 * that a transaction which used it cannot commit after a change.
 *
 * <p>One that has expired by this server's clock is as good as deleted; {@link Expiries} deletes it for good.
 */
@Singleton
public class Catalog {
    private static final int CACHED_ENTRIES = 10_000;

    private final Subspace root;
    private final Tenants tenants;
    private final Clock clock;
    private final CacheMeters meters;
    private final UsageKeys usage;
    private final Cache<Name, Stamped> cache =
            Caffeine.newBuilder().maximumSize(CACHED_ENTRIES).build();
    private final List<Consumer<RecordSpace>> forgetful = new CopyOnWriteArrayList<>();

    Catalog(@Root Subspace root, Tenants tenants, Clock clock, CacheMeters meters) {
        this.root = root;
        this.tenants = tenants;
        this.clock = clock;
        this.meters = meters;
        this.usage = new UsageKeys(root);
    }

    private record Name(TenantName tenant, RecordSpaceName space) {}

    private record Stamped(RecordSpace space, byte[] stamp) {}

    /**
     * The RecordSpace as it is at the context's read version.
     *
     * @throws NotFound in the future, when the tenant has none of that name
     * @throws PreconditionFailed in the future, when it is still being made as a copy
     */
    public CompletableFuture<RecordSpace> get(FDBRecordContext context, TenantName tenant, RecordSpaceName name) {
        TenantTag.set(context, tenant.value());
        Stamped cached = cache.getIfPresent(new Name(tenant, name));
        return context.getMetaDataVersionStampAsync(IsolationLevel.SNAPSHOT).thenCompose(stamp -> {
            boolean isCurrent = cached != null && stamp != null && Arrays.equals(stamp, cached.stamp());
            meters.looked(CacheMeters.Cache.CATALOG, isCurrent);
            if (isCurrent) {
                context.ensureActive().addReadConflictKey(key(cached.space()));
                return CompletableFuture.completedFuture(requireAlive(cached.space()));
            }
            return load(context, tenant, name, stamp).thenApply(Catalog::requireMade);
        });
    }

    private static RecordSpace requireMade(RecordSpace space) {
        if (space.forking().isBeingMade()) {
            String operation = Long.toString(space.forking().operation());
            throw new PreconditionFailed(
                    "FORK_IN_PROGRESS",
                    "RecordSpace '" + space.name() + "' is still being made as a copy: operation " + operation
                            + " tells how far that is, OperationService.GetOperation",
                    Map.of("recordSpace", space.name().value(), "operation", operation));
        }
        return space;
    }

    private CompletableFuture<RecordSpace> load(
            FDBRecordContext context, TenantName tenant, RecordSpaceName name, byte[] stamp) {
        return find(context, tenant, name).thenApply(found -> {
            RecordSpace space = found.orElseThrow(() -> notFound(name));
            if (stamp != null && !space.forking().isBeingMade()) {
                cache.put(new Name(tenant, name), new Stamped(space, stamp));
            }
            return requireAlive(space);
        });
    }

    private RecordSpace requireAlive(RecordSpace space) {
        if (hasExpired(space)) {
            throw notFound(space.name());
        }
        return space;
    }

    /** Whether a RecordSpace is gone, be its keys deleted already or not. */
    boolean hasExpired(RecordSpace space) {
        return space.hasExpired(clock.instant());
    }

    private CompletableFuture<Optional<RecordSpace>> find(
            FDBRecordContext context, TenantName tenant, RecordSpaceName name) {
        return tenants.find(context, tenant)
                .thenCompose(id -> id.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : find(context, tenant, id.get(), name));
    }

    /**
     * As {@link #get}, and also one that is not ready for calls.
     *
     * @return nothing when the tenant has none of that name
     */
    public CompletableFuture<Optional<RecordSpace>> findAny(
            FDBRecordContext context, TenantName tenant, RecordSpaceName name) {
        return find(context, tenant, name);
    }

    /** As {@link #findAny}; fails with {@link NotFound} where there is none. */
    CompletableFuture<RecordSpace> getAny(FDBRecordContext context, TenantName tenant, RecordSpaceName name) {
        return find(context, tenant, name).thenApply(found -> requireAlive(found.orElseThrow(() -> notFound(name))));
    }

    /** As {@link #get}, from the store itself, and nothing where there is none. */
    CompletableFuture<Optional<RecordSpace>> find(
            FDBRecordContext context, TenantName tenant, long tenantId, RecordSpaceName name) {
        return context.ensureActive()
                .get(SpaceKeys.catalog(root, tenantId).pack(name.value()))
                .thenApply(value ->
                        Optional.ofNullable(value).map(bytes -> CatalogEntries.read(tenant, tenantId, name, bytes)));
    }

    /**
     * One page of a tenant's RecordSpaces in the order of their names.
     *
     * @param prefix what their names start with
     * @param after the last name of the page before, or an empty string
     */
    CompletableFuture<List<RecordSpace>> list(
            FDBRecordContext context, TenantName tenant, String prefix, String after, int limit) {
        return tenants.find(context, tenant)
                .thenCompose(id -> id.isEmpty()
                        ? CompletableFuture.completedFuture(List.of())
                        : alive(context, tenant, id.get(), prefix, after, limit));
    }

    /** A page is full also where some of what lies there has expired. */
    private CompletableFuture<List<RecordSpace>> alive(
            FDBRecordContext context, TenantName tenant, long tenantId, String prefix, String after, int limit) {
        return list(context, tenant, tenantId, prefix, after, limit).thenCompose(found -> {
            List<RecordSpace> alive =
                    found.stream().filter(space -> !hasExpired(space)).toList();
            boolean isAll = found.size() < limit || alive.size() == limit;
            return isAll
                    ? CompletableFuture.completedFuture(alive)
                    : alive(context, tenant, tenantId, prefix, last(found), limit - alive.size())
                            .thenApply(more ->
                                    Stream.concat(alive.stream(), more.stream()).toList());
        });
    }

    private static String last(List<RecordSpace> page) {
        return page.get(page.size() - 1).name().value();
    }

    /**
     * As {@link #list(FDBRecordContext, TenantName, String, String, int)}, of a tenant whose number is known, with those that
     * have expired and are not deleted yet.
     */
    CompletableFuture<List<RecordSpace>> list(
            FDBRecordContext context, TenantName tenant, long tenantId, String prefix, String after, int limit) {
        Subspace catalog = SpaceKeys.catalog(root, tenantId);
        Range range = namesStartingWith(catalog, prefix);
        byte[] begin = after.isEmpty() ? range.begin : ByteArrayUtil.keyAfter(catalog.pack(after));
        return context.readTransaction(false)
                .getRange(begin, range.end, limit)
                .asList()
                .thenApply(entries -> entries.stream()
                        .map(entry -> read(tenant, tenantId, catalog, entry))
                        .toList());
    }

    /** A packed string ends in a zero byte; without it, it is the prefix of all strings that start so. */
    private static Range namesStartingWith(Subspace catalog, String prefix) {
        byte[] packed = catalog.pack(Tuple.from(prefix));
        return Range.startsWith(Arrays.copyOf(packed, packed.length - 1));
    }

    private static RecordSpace read(TenantName tenant, long tenantId, Subspace catalog, KeyValue entry) {
        RecordSpaceName name =
                new RecordSpaceName(catalog.unpack(entry.getKey()).getString(0));
        return CatalogEntries.read(tenant, tenantId, name, entry.getValue());
    }

    /** Adds an entry. Nobody can have cached it: its incarnation is new. */
    void add(FDBRecordContext context, RecordSpace space) {
        context.ensureActive().set(key(space), CatalogEntries.write(space));
        noteExpiry(context, space);
        usage.addRecordSpaces(context.ensureActive(), space.tenantId(), 1);
    }

    private void noteExpiry(FDBRecordContext context, RecordSpace space) {
        space.expiry(root).ifPresent(key -> context.ensureActive().set(key, NotedSpaces.note(space)));
    }

    /** Replaces an entry by one with another end. */
    void replaceExpiry(FDBRecordContext context, RecordSpace before, RecordSpace after) {
        before.expiry(root).ifPresent(context.ensureActive()::clear);
        noteExpiry(context, after);
        replace(context, after);
    }

    /** Replaces an entry, and with it what any server has cached. */
    public void replace(FDBRecordContext context, RecordSpace space) {
        context.ensureActive().set(key(space), CatalogEntries.write(space));
        context.setMetaDataVersionStamp();
    }

    /** Has what is kept in memory of an incarnation forgotten when this server has deleted it. */
    public void whenDeleted(Consumer<RecordSpace> forget) {
        forgetful.add(forget);
    }

    /** Deletes an entry with all keys of its incarnation. */
    void delete(FDBRecordContext context, RecordSpace space) {
        Transaction transaction = context.ensureActive();
        transaction.clear(key(space));
        transaction.clear(Range.startsWith(space.keys(root).getKey()));
        transaction.clear(space.trim(root));
        space.expiry(root).ifPresent(transaction::clear);
        usage.clear(transaction, space.tenantId(), space.incarnation());
        usage.addRecordSpaces(transaction, space.tenantId(), -1);
        context.addPostCommit(() -> {
            cache.invalidate(new Name(space.tenant(), space.name()));
            forgetful.forEach(forget -> forget.accept(space));
            return AsyncUtil.DONE;
        });
        context.setMetaDataVersionStamp();
    }

    private byte[] key(RecordSpace space) {
        return SpaceKeys.catalog(root, space.tenantId()).pack(space.name().value());
    }

    static NotFound notFound(RecordSpaceName name) {
        return new NotFound(
                "RecordSpace",
                name.value(),
                "there is no RecordSpace '" + name + "': create it with RecordSpaceService.CreateRecordSpace");
    }
}
