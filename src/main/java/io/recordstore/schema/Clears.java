package io.recordstore.schema;

import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import io.recordstore.crypto.DataKeys;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.operation.Jobs;
import io.recordstore.quota.UsageKeys;
import io.recordstore.space.Catalog;
import io.recordstore.space.ChangeLogKeys;
import io.recordstore.space.Forking;
import io.recordstore.space.RecordSpace;
import io.recordstore.store.Committed;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/**
 * Empties RecordSpaces, in one transaction and in time that does not depend on how much they hold.
 *
 * <p>The incarnation stays, and with it its schema, the index key, and what is remembered of calls: a commit that was made before is
 * not made once more when it is sent again. Its other keys are cleared as ranges, its data-encryption key is replaced, and its
 * log of changes begins anew behind all positions that anybody has. What was to be done behind its calls is done, and copies that
 * are being made of it end. Whoever writes has read the catalog entry that is
 * replaced, so that a transaction comes wholly before or wholly after.
 */
@Singleton
public class Clears {
    /** The parts of an incarnation that are cleared lie between these, the first one of each pair included. */
    private static final long[][] CLEARED = {{0, 1}, {2, 4}};

    /** What is added to the layout goes too. */
    private static final long CLEARED_FROM = 5;

    private final Transactions transactions;
    private final Catalog catalog;
    private final DataKeys dataKeys;
    private final RecordSpaceOpener opener;
    private final SchemaUpgrade upgrade;
    private final Jobs jobs;
    private final UsageKeys usage;
    private final Subspace root;
    private final Clock clock;

    Clears(
            Transactions transactions,
            Catalog catalog,
            DataKeys dataKeys,
            RecordSpaceOpener opener,
            SchemaUpgrade upgrade,
            Jobs jobs,
            UsageKeys usage,
            @Root Subspace root,
            Clock clock) {
        this.transactions = transactions;
        this.catalog = catalog;
        this.dataKeys = dataKeys;
        this.opener = opener;
        this.upgrade = upgrade;
        this.jobs = jobs;
        this.usage = usage;
        this.root = root;
        this.clock = clock;
    }

    /** @return fails with {@link io.recordstore.fault.NotFound} when the tenant has none of that name */
    public Uni<RecordSpace> clear(TenantName tenant, RecordSpaceName name) {
        return transactions
                .write(context -> catalog.get(context, tenant, name).thenCompose(space -> clear(context, space)))
                .map(Committed::value);
    }

    private CompletableFuture<RecordSpace> clear(FDBRecordContext context, RecordSpace space) {
        clearKeys(context.ensureActive(), space);
        RecordSpace cleared = space.withDataKeys(newKeys(space)).withForking(Forking.NONE);
        catalog.replace(context, cleared);
        if (cleared.changes().isKept()) {
            new ChangeLogKeys(cleared, root)
                    .begin(context.ensureActive(), clock.instant().getEpochSecond());
        }
        return jobs.completeAll(context, cleared)
                .thenCompose(completed -> begin(context, cleared))
                .thenApply(begun -> cleared);
    }

    private CompletableFuture<Void> begin(FDBRecordContext context, RecordSpace cleared) {
        return cleared.schemaVersion() == 0
                ? CompletableFuture.completedFuture(null)
                : opener.schema(context, cleared).thenCompose(schema -> upgrade.begin(context, cleared, schema));
    }

    private void clearKeys(Transaction transaction, RecordSpace space) {
        Subspace incarnation = space.keys(root);
        for (long[] part : CLEARED) {
            transaction.clear(incarnation.pack(part[0]), incarnation.pack(part[1]));
        }
        transaction.clear(incarnation.pack(CLEARED_FROM), ByteArrayUtil.strinc(incarnation.getKey()));
        usage.clear(transaction, space.tenantId(), space.incarnation());
    }

    /** What was sealed before opens no more, be it that somebody kept its bytes. */
    private DataKeys.Wrapped newKeys(RecordSpace space) {
        byte[] owner = space.identity().toByteArray();
        return dataKeys.withPrimaryAlone(dataKeys.withNewPrimary(space.dataKeys(), owner), owner);
    }
}
