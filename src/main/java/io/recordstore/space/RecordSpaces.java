package io.recordstore.space;

import com.apple.foundationdb.Range;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import io.recordstore.crypto.DataKeys;
import io.recordstore.fault.AlreadyExists;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.storage.v1.Job;
import io.recordstore.store.Committed;
import io.recordstore.store.ReadMoment;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    RecordSpaces(
            Transactions transactions,
            Catalog catalog,
            Tenants tenants,
            DataKeys dataKeys,
            @Root Subspace root,
            Clock clock) {
        this.transactions = transactions;
        this.catalog = catalog;
        this.tenants = tenants;
        this.dataKeys = dataKeys;
        this.root = root;
        this.clock = clock;
    }

    /** The same, where reads are of one moment. */
    public RecordSpaces at(ReadMoment moment) {
        return new RecordSpaces(transactions.at(moment), catalog, tenants, dataKeys, root, clock);
    }

    /**
     * Creates an empty RecordSpace, and its tenant with the first one.
     *
     * @param changes which of its changes it keeps
     * @return fails with {@link AlreadyExists} when the tenant has one of that name
     */
    public Uni<RecordSpace> create(
            TenantName tenant, RecordSpaceName name, Map<String, String> labels, ChangeRetention changes) {
        return transactions
                .write(context -> tenants.findOrCreate(context, tenant).thenCompose(tenantId -> requireAbsent(
                                context, tenant, tenantId, name)
                        .thenCompose(absent -> Counter.next(context, SpaceKeys.lastIncarnation(root, tenantId)))
                        .thenApply(incarnation -> add(context, tenant, tenantId, name, incarnation, labels, changes))))
                .map(Committed::value);
    }

    private CompletableFuture<Void> requireAbsent(
            FDBRecordContext context, TenantName tenant, long tenantId, RecordSpaceName name) {
        return catalog.find(context, tenant, tenantId, name).thenAccept(existing -> {
            if (existing.isPresent()) {
                throw new AlreadyExists("RecordSpace", name.value(), "there is a RecordSpace '" + name + "' already");
            }
        });
    }

    private RecordSpace add(
            FDBRecordContext context,
            TenantName tenant,
            long tenantId,
            RecordSpaceName name,
            long incarnation,
            Map<String, String> labels,
            ChangeRetention changes) {
        DataKeys.Wrapped keys = dataKeys.create(SpaceKeys.identity(tenantId, incarnation));
        RecordSpace space =
                new RecordSpace(tenant, name, tenantId, incarnation, labels, clock.instant(), 0, keys, changes);
        catalog.add(context, space);
        if (changes.isKept()) {
            beginLog(context, space);
        }
        return space;
    }

    private void beginLog(FDBRecordContext context, RecordSpace space) {
        new ChangeLogKeys(space, root).begin(context.ensureActive());
        Job job = Job.newBuilder()
                .setTenant(space.tenant().value())
                .setRecordSpace(space.name().value())
                .build();
        context.ensureActive().set(space.trim(root), job.toByteArray());
    }

    /**
     * Keeps other changes from now on. Those that were kept stay as they are, unless none are kept any more.
     *
     * @return fails with {@link io.recordstore.fault.NotFound} when the tenant has none of that name
     */
    public Uni<RecordSpace> keepChanges(TenantName tenant, RecordSpaceName name, ChangeRetention changes) {
        return update(tenant, name, Optional.empty(), Optional.of(changes));
    }

    /**
     * Says other things about a RecordSpace, keeps other changes, as {@link #keepChanges} does, or both.
     *
     * @param labels all that is said from now on; as before when empty
     * @param changes as before when empty
     * @return fails with {@link io.recordstore.fault.NotFound} when the tenant has none of that name
     */
    public Uni<RecordSpace> update(
            TenantName tenant,
            RecordSpaceName name,
            Optional<Map<String, String>> labels,
            Optional<ChangeRetention> changes) {
        return transactions
                .write(context -> catalog.get(context, tenant, name).thenApply(space -> {
                    RecordSpace said = labels.map(space::withLabels).orElse(space);
                    return replaceChanges(
                            context, space, changes.map(said::withChanges).orElse(said));
                }))
                .map(Committed::value);
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
        return transactions.read(context -> catalog.get(context, tenant, name));
    }

    /**
     * About how many bytes a RecordSpace takes in the store, with its indexes, versions and changes; by the store's own
     * estimate, which knows nothing of what was written last.
     *
     * @return fails with {@link io.recordstore.fault.NotFound} when the tenant has none of that name
     */
    public Uni<Long> estimatedBytes(TenantName tenant, RecordSpaceName name) {
        return transactions.read(
                context -> catalog.get(context, tenant, name).thenCompose(space -> context.readTransaction(true)
                        .getEstimatedRangeSizeBytes(
                                Range.startsWith(space.keys(root).getKey()))));
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
                        catalog.get(context, tenant, name).thenAccept(space -> catalog.delete(context, space)))
                .replaceWithVoid();
    }
}
