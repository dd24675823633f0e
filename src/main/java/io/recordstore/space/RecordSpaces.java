package io.recordstore.space;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import io.recordstore.crypto.DataKeys;
import io.recordstore.fault.AlreadyExists;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.quota.StorageQuotas;
import io.recordstore.store.Committed;
import io.recordstore.store.ReadMoment;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Creates, finds, lists and deletes RecordSpaces. */
@Singleton
public class RecordSpaces {
    private final Transactions transactions;
    private final Catalog catalog;
    private final Tenants tenants;
    private final DataKeys dataKeys;
    private final Subspace root;
    private final Clock clock;
    private final StorageQuotas quotas;

    RecordSpaces(
            Transactions transactions,
            Catalog catalog,
            Tenants tenants,
            DataKeys dataKeys,
            @Root Subspace root,
            Clock clock,
            StorageQuotas quotas) {
        this.transactions = transactions;
        this.catalog = catalog;
        this.tenants = tenants;
        this.dataKeys = dataKeys;
        this.root = root;
        this.clock = clock;
        this.quotas = quotas;
    }

    /** The same, where reads are of one moment. */
    public RecordSpaces at(ReadMoment moment) {
        return new RecordSpaces(transactions.at(moment), catalog, tenants, dataKeys, root, clock, quotas);
    }

    /** Creates one that stays until it is deleted: {@link #create(TenantName, RecordSpaceName, Map, ChangeRetention, TimeToLive)}. */
    public Uni<RecordSpace> create(
            TenantName tenant, RecordSpaceName name, Map<String, String> labels, ChangeRetention changes) {
        return create(tenant, name, labels, changes, TimeToLive.UNBOUNDED);
    }

    /**
     * Creates an empty RecordSpace, and its tenant with the first one.
     *
     * @param changes which of its changes it keeps
     * @return fails with {@link AlreadyExists} when the tenant has one of that name that has not expired, and with {@link
     *     io.recordstore.fault.QuotaExceeded} when it may have no more
     */
    public Uni<RecordSpace> create(
            TenantName tenant,
            RecordSpaceName name,
            Map<String, String> labels,
            ChangeRetention changes,
            TimeToLive timeToLive) {
        return transactions
                .write(context -> tenants.findOrCreate(context, tenant)
                        .thenCompose(tenantId -> create(context, tenant, tenantId, name, labels, changes, timeToLive)))
                .map(Committed::value);
    }

    /** As {@link #create(TenantName, RecordSpaceName, Map, ChangeRetention, TimeToLive)}, of a tenant whose number is known. */
    CompletableFuture<RecordSpace> create(
            FDBRecordContext context,
            TenantName tenant,
            long tenantId,
            RecordSpaceName name,
            Map<String, String> labels,
            ChangeRetention changes,
            TimeToLive timeToLive) {
        return requireAbsent(context, tenant, tenantId, name)
                .thenCompose(absent -> quotas.requireAnotherRecordSpace(context, tenant.value(), tenantId))
                .thenCompose(allowed -> Counter.next(context, SpaceKeys.lastIncarnation(root, tenantId)))
                .thenApply(
                        incarnation -> add(context, tenant, tenantId, name, incarnation, labels, changes, timeToLive));
    }

    private CompletableFuture<Void> requireAbsent(
            FDBRecordContext context, TenantName tenant, long tenantId, RecordSpaceName name) {
        return catalog.find(context, tenant, tenantId, name).thenAccept(existing -> {
            if (existing.isPresent() && !catalog.hasExpired(existing.get())) {
                throw new AlreadyExists("RecordSpace", name.value(), "there is a RecordSpace '" + name + "' already");
            }
            existing.ifPresent(expired -> catalog.delete(context, expired));
        });
    }

    private RecordSpace add(
            FDBRecordContext context,
            TenantName tenant,
            long tenantId,
            RecordSpaceName name,
            long incarnation,
            Map<String, String> labels,
            ChangeRetention changes,
            TimeToLive timeToLive) {
        DataKeys.Wrapped keys = dataKeys.create(SpaceKeys.identity(tenantId, incarnation));
        Instant now = clock.instant();
        RecordSpace space = new RecordSpace(
                tenant,
                name,
                tenantId,
                incarnation,
                labels,
                now,
                SchemaReference.NONE,
                keys,
                changes,
                timeToLive.from(now),
                Forking.NONE);
        catalog.add(context, space);
        if (changes.isKept()) {
            beginLog(context, space);
        }
        return space;
    }

    void beginLog(FDBRecordContext context, RecordSpace space) {
        new ChangeLogKeys(space, root)
                .begin(context.ensureActive(), clock.instant().getEpochSecond());
        context.ensureActive().set(space.trim(root), NotedSpaces.note(space));
    }

    /**
     * Changes what an update has. Changes that were kept stay as they are, unless none are kept any more; a time to live begins
     * anew.
     *
     * @return fails with {@link io.recordstore.fault.NotFound} when the tenant has none of that name
     */
    public Uni<RecordSpace> update(TenantName tenant, RecordSpaceName name, RecordSpaceUpdate update) {
        return transactions
                .write(context -> catalog.get(context, tenant, name).thenApply(space -> update(context, space, update)))
                .map(Committed::value);
    }

    private RecordSpace update(FDBRecordContext context, RecordSpace space, RecordSpaceUpdate update) {
        RecordSpace said = update.labels()
                .map(labels -> space.withLabels(labels.after(space.labels())))
                .orElse(space);
        RecordSpace renewed = update.timeToLive()
                .map(timeToLive -> said.expiringAt(timeToLive.from(clock.instant())))
                .orElse(said);
        catalog.replaceExpiry(context, space, renewed);
        return update.changes()
                .map(changes -> replaceChanges(context, renewed, renewed.withChanges(changes)))
                .orElse(renewed);
    }

    private RecordSpace replaceChanges(FDBRecordContext context, RecordSpace before, RecordSpace after) {
        catalog.replace(context, after);
        if (after.changes().isKept() && !before.changes().isKept()) {
            beginLog(context, after);
        } else if (before.changes().isKept() && !after.changes().isKept()) {
            new ChangeLogKeys(after, root).clear(context.ensureActive());
            context.ensureActive().clear(after.trim(root));
        }
        return after;
    }

    /** @return fails with {@link io.recordstore.fault.NotFound} when the tenant has none of that name */
    public Uni<RecordSpace> get(TenantName tenant, RecordSpaceName name) {
        return transactions.read(context -> catalog.getAny(context, tenant, name));
    }

    /**
     * One page of a tenant's RecordSpaces in the order of their names.
     *
     * @param prefix what their names start with; all when empty
     * @param after the last name of the page before; empty for the first page
     * @param limit how many at most
     */
    public Uni<List<RecordSpace>> list(TenantName tenant, String prefix, String after, int limit) {
        return transactions.read(context -> catalog.list(context, tenant, prefix, after, limit));
    }

    /**
     * Deletes a RecordSpace with its keys and all that it holds, in time that does not depend on how much that is.
     *
     * @return fails with {@link io.recordstore.fault.NotFound} when the tenant has none of that name
     */
    public Uni<Void> delete(TenantName tenant, RecordSpaceName name) {
        return transactions
                .write(context ->
                        catalog.getAny(context, tenant, name).thenAccept(space -> catalog.delete(context, space)))
                .replaceWithVoid();
    }
}
