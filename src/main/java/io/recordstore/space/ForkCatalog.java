package io.recordstore.space;

import com.apple.foundationdb.Range;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the catalog says of RecordSpaces that are made as copies of others. The target's entry says that it is not ready;
 * the source's says for whom it is to note what changes. Since whoever writes a record reads its RecordSpace's entry, nothing
 * that commits after the source's entry says so goes unnoted.
 */
@Singleton
public class ForkCatalog {
    private static final int NOTED = 8;

    private final Catalog catalog;
    private final RecordSpaces spaces;
    private final Subspace root;

    ForkCatalog(Catalog catalog, RecordSpaces spaces, @Root Subspace root) {
        this.catalog = catalog;
        this.spaces = spaces;
        this.root = root;
    }

    /**
     * Adds a RecordSpace to be filled in this transaction, of the source's tenant and with the source's schema. It keeps
     * no changes yet.
     *
     * @return fails with {@link io.recordstore.fault.AlreadyExists} when the tenant has one of that name
     */
    public CompletableFuture<RecordSpace> create(
            FDBRecordContext context,
            RecordSpace source,
            RecordSpaceName name,
            Map<String, String> labels,
            TimeToLive timeToLive) {
        return spaces.create(
                        context, source.tenant(), source.tenantId(), name, labels, ChangeRetention.NONE, timeToLive)
                .thenApply(target -> target.withSchema(source.schema()));
    }

    /** The target is filled by an operation, and the source notes from now on what changes. */
    public RecordSpace begin(FDBRecordContext context, RecordSpace source, RecordSpace target, long operation) {
        RecordSpace unready = target.withForking(Forking.by(operation));
        catalog.replace(context, unready);
        catalog.replace(context, source.withForking(source.forking().plus(target.incarnation())));
        return unready;
    }

    /**
     * The target is ready, and keeps its changes from now on.
     *
     * @param target as {@link #create} or {@link #begin} returned it
     */
    public RecordSpace ready(FDBRecordContext context, RecordSpace target) {
        RecordSpace made = target.withForking(Forking.NONE);
        catalog.replace(context, made);
        if (made.changes().isKept()) {
            spaces.beginLog(context, made);
        }
        return made;
    }

    /** Deletes a target that is not ready. */
    public void delete(FDBRecordContext context, RecordSpace target) {
        catalog.delete(context, target);
    }

    /** The source notes no longer what changes, and what it noted is gone. */
    public void end(FDBRecordContext context, Optional<RecordSpace> source, long target) {
        source.filter(there -> there.forking().targets().contains(target)).ifPresent(there -> {
            catalog.replace(context, there.withForking(there.forking().minus(target)));
            context.ensureActive()
                    .clear(Range.startsWith(noted(there, target, root).getKey()));
        });
    }

    /**
     * Where a source notes for a target which records change, in the order of commits: a versionstamp, and under it the
     * record's packed primary key.
     *
     * @param root what every key starts with
     */
    public static Subspace noted(RecordSpace source, long target, Subspace root) {
        return source.keys(root).get(Tuple.from(NOTED, target));
    }
}
