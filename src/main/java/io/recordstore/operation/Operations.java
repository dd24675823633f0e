package io.recordstore.operation;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.space.Tenants;
import io.recordstore.storage.v1.StoredOperation;
import io.recordstore.store.Committed;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What tenants are told of their operations, and how they end one. */
@Singleton
public class Operations {
    private final Transactions transactions;
    private final Tenants tenants;
    private final Jobs jobs;
    private final JobRuns runs;
    private final OperationKeys keys;

    Operations(Transactions transactions, Tenants tenants, Jobs jobs, JobRuns runs, @Root Subspace root) {
        this.transactions = transactions;
        this.tenants = tenants;
        this.jobs = jobs;
        this.runs = runs;
        this.keys = new OperationKeys(root);
    }

    /**
     * One page of a tenant's operations, the newest first.
     *
     * @param space only those of the RecordSpaces of this name; of all when empty
     * @param prefix only those of RecordSpaces whose names start with this
     * @param before only those with smaller numbers
     * @param limit how many at most
     */
    public Uni<List<Operation>> list(TenantName tenant, String prefix, long before, int limit) {
        return transactions.read(context -> tenants.find(context, tenant)
                .thenCompose(id -> id.isEmpty()
                        ? CompletableFuture.completedFuture(List.of())
                        : list(context, tenant, id.get(), prefix, before, limit)));
    }

    private CompletableFuture<List<Operation>> list(
            FDBRecordContext context, TenantName tenant, long tenantId, String prefix, long before, int limit) {
        Subspace operations = keys.operations(tenantId);
        Range older = new Range(operations.range().begin, operations.pack(before));
        return context.ensureActive()
                .getRange(older, Transaction.ROW_LIMIT_UNLIMITED, true)
                .asList()
                .thenApply(entries -> entries.stream()
                        .map(entry -> read(tenant, operations, entry))
                        .filter(operation -> operation.space().value().startsWith(prefix))
                        .limit(limit)
                        .toList());
    }

    private static Operation read(TenantName tenant, Subspace operations, KeyValue entry) {
        long number = operations.unpack(entry.getKey()).getLong(0);
        return StoredOperations.read(tenant, number, StoredOperations.parse(entry.getValue()));
    }

    /** @return fails with {@link NotFound} when the RecordSpace has none of that number, or it is forgotten */
    public Uni<Operation> get(TenantName tenant, RecordSpaceName space, long number) {
        return transactions.read(context -> find(context, tenant, space, number)
                .thenApply(found -> StoredOperations.read(tenant, number, found.operation())));
    }

    private record Found(long tenantId, StoredOperation operation) {}

    private CompletableFuture<Found> find(
            FDBRecordContext context, TenantName tenant, RecordSpaceName space, long number) {
        return tenants.find(context, tenant)
                .thenCompose(id -> id.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.<Found>empty())
                        : jobs.operation(context, id.get(), number)
                                .thenApply(stored -> stored.map(operation -> new Found(id.get(), operation))))
                .thenApply(found -> found.filter(
                                there -> there.operation().getRecordSpace().equals(space.value()))
                        .orElseThrow(() -> notFound(space, number)));
    }

    private static NotFound notFound(RecordSpaceName space, long number) {
        return new NotFound(
                "Operation",
                Long.toString(number),
                "operation: RecordSpace '" + space + "' has no operation " + number
                        + "; those that are over are forgotten after a time");
    }

    /**
     * Ends an operation before it is through: within {@link OperationConfig#patience}, or behind the call. What has been
     * done of it is as {@link JobWork#abandon} of its kind leaves it.
     *
     * @return fails with {@link PreconditionFailed} when it is over, or of a kind that goes through to its end
     */
    public Uni<Operation> cancel(TenantName tenant, RecordSpaceName space, long number) {
        return transactions
                .write(context -> find(context, tenant, space, number)
                        .thenApply(found -> requestCancel(context, tenant, space, number, found)))
                .map(Committed::value)
                .call(runs::awaitPatiently)
                .chain(job -> get(tenant, space, number));
    }

    private Job requestCancel(
            FDBRecordContext context, TenantName tenant, RecordSpaceName space, long number, Found found) {
        StoredOperation operation = found.operation();
        JobKind kind = JobKind.of(operation.getKind());
        if (StoredOperations.state(operation).isOver()) {
            throw new PreconditionFailed(
                    "OPERATION_OVER",
                    "operation " + number + " is over: there is nothing to cancel",
                    Map.of("operation", Long.toString(number)));
        }
        if (!kind.canBeCancelled()) {
            throw new PreconditionFailed(
                    "OPERATION_NOT_CANCELLABLE",
                    "a rotation of keys goes through to its end: records are sealed with the new key already",
                    Map.of("operation", Long.toString(number)));
        }
        StoredOperation requested =
                operation.toBuilder().setCancelRequested(true).build();
        context.ensureActive().set(keys.operation(found.tenantId(), number), requested.toByteArray());
        return new Job(kind, tenant, found.tenantId(), space, operation.getIncarnation(), number);
    }
}
