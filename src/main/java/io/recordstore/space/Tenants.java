package io.recordstore.space;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.name.TenantName;
import io.recordstore.store.Root;
import io.recordstore.store.TenantTag;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The numbers that stand for tenants in keys. A number, once given, is the tenant's for good. */
@Singleton
public class Tenants {
    private final Subspace root;

    Tenants(@Root Subspace root) {
        this.root = root;
    }

    /** The tenant's number, or nothing when it never had a RecordSpace. */
    public CompletableFuture<Optional<Long>> find(FDBRecordContext context, TenantName tenant) {
        TenantTag.set(context, tenant.value());
        return context.ensureActive()
                .get(SpaceKeys.tenantId(root, tenant.value()))
                .thenApply(value -> Optional.ofNullable(value)
                        .map(bytes -> Tuple.fromBytes(bytes).getLong(0)));
    }

    /** The tenant's number; a new one where it has none. */
    CompletableFuture<Long> findOrCreate(FDBRecordContext context, TenantName tenant) {
        return find(context, tenant)
                .thenCompose(
                        id -> id.isPresent() ? CompletableFuture.completedFuture(id.get()) : create(context, tenant));
    }

    private CompletableFuture<Long> create(FDBRecordContext context, TenantName tenant) {
        return Counter.next(context, SpaceKeys.lastTenantId(root)).thenApply(id -> {
            context.ensureActive()
                    .set(
                            SpaceKeys.tenantId(root, tenant.value()),
                            Tuple.from(id).pack());
            return id;
        });
    }
}
