package io.recordstore.space;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.recordstore.name.TenantName;
import io.recordstore.store.Root;
import io.recordstore.store.TenantTag;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The numbers that stand for tenants in keys. A number, once given, is the tenant's for good, and is kept in memory: but for
 * one that the reading transaction gives itself, which may never be committed.
 */
@Singleton
public class Tenants {
    /** A name and a number: 2 MB. */
    private static final int CACHED_NUMBERS = 10_000;

    private final Subspace root;
    private final Cache<TenantName, Long> numbers =
            Caffeine.newBuilder().maximumSize(CACHED_NUMBERS).build();

    Tenants(@Root Subspace root) {
        this.root = root;
    }

    /** The tenant's number, or nothing when it never had a RecordSpace. */
    public CompletableFuture<Optional<Long>> find(FDBRecordContext context, TenantName tenant) {
        TenantTag.set(context, tenant.value());
        Long known = numbers.getIfPresent(tenant);
        return known == null ? read(context, tenant) : CompletableFuture.completedFuture(Optional.of(known));
    }

    private CompletableFuture<Optional<Long>> read(FDBRecordContext context, TenantName tenant) {
        return context.ensureActive()
                .get(SpaceKeys.tenantId(root, tenant.value()))
                .thenApply(value -> {
                    Optional<Long> number = Optional.ofNullable(value)
                            .map(bytes -> Tuple.fromBytes(bytes).getLong(0));
                    if (context.getInSession(tenant, Boolean.class) == null) {
                        number.ifPresent(committed -> numbers.put(tenant, committed));
                    }
                    return number;
                });
    }

    /** The tenant's number; a new one where it has none. */
    CompletableFuture<Long> findOrCreate(FDBRecordContext context, TenantName tenant) {
        return find(context, tenant)
                .thenCompose(
                        id -> id.isPresent() ? CompletableFuture.completedFuture(id.get()) : create(context, tenant));
    }

    private CompletableFuture<Long> create(FDBRecordContext context, TenantName tenant) {
        context.putInSessionIfAbsent(tenant, true);
        return Counter.next(context, SpaceKeys.lastTenantId(root)).thenApply(id -> {
            context.ensureActive()
                    .set(
                            SpaceKeys.tenantId(root, tenant.value()),
                            Tuple.from(id).pack());
            return id;
        });
    }
}
