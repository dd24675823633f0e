package io.recordstore.space;

import com.apple.foundationdb.ReadTransaction;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.quota.Usage;
import io.recordstore.quota.UsageKeys;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** What tenants and RecordSpaces have stored. */
@Singleton
public class Usages {
    private final Transactions transactions;
    private final Catalog catalog;
    private final Tenants tenants;
    private final UsageKeys keys;

    Usages(Transactions transactions, Catalog catalog, Tenants tenants, UsageKeys keys) {
        this.transactions = transactions;
        this.catalog = catalog;
        this.tenants = tenants;
        this.keys = keys;
    }

    /** What a tenant has stored. */
    public record OfTenant(Usage stored, long recordSpaces) {}

    /** @return fails with {@link io.recordstore.fault.NotFound} when the tenant has none of that name */
    public Uni<Usage> of(TenantName tenant, RecordSpaceName name) {
        return transactions.read(context -> catalog.get(context, tenant, name)
                .thenCompose(space ->
                        keys.ofRecordSpace(context.readTransaction(true), space.tenantId(), space.incarnation())));
    }

    /** Nothing, of a tenant that never had a RecordSpace. */
    public Uni<OfTenant> of(TenantName tenant) {
        return transactions.read(context -> tenants.find(context, tenant)
                .thenCompose(id -> id.map(tenantId -> of(context.readTransaction(true), tenantId))
                        .orElseGet(() -> CompletableFuture.completedFuture(new OfTenant(Usage.NONE, 0)))));
    }

    private CompletableFuture<OfTenant> of(ReadTransaction transaction, long tenantId) {
        return keys.ofTenant(transaction, tenantId)
                .thenCombine(keys.countRecordSpaces(transaction, tenantId), OfTenant::new);
    }
}
