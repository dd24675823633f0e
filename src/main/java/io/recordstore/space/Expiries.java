package io.recordstore.space;

import com.apple.foundationdb.Range;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.space.NotedSpaces.Note;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * Deletes RecordSpaces that have expired, each in a transaction of its own, which clears ranges. Any number of servers may be at
 * it at once.
 *
 * <p>They are noted in the order of time, so a round reads what is due and nothing else. Whoever renews one replaces its catalog
 * entry, which the transaction that deletes it reads: of the two the one that commits first wins, and the other finds that out.
 */
@Singleton
public class Expiries {
    /** Keys of some tens of bytes each. */
    private static final int PAGE = 100;

    /** The key ends in the second, the tenant's number and the incarnation. */
    private static final int TENANT = 1;

    private final NotedSpaces noted;
    private final Catalog catalog;
    private final ExpiryConfig config;
    private final ExpiryMeters meters;
    private final Subspace root;
    private final Clock clock;

    Expiries(
            Transactions transactions,
            Catalog catalog,
            ExpiryConfig config,
            ExpiryMeters meters,
            @Root Subspace root,
            Clock clock) {
        this.noted = new NotedSpaces(transactions.atCachedVersion(), transactions.inBackground(), PAGE, this::expire);
        this.catalog = catalog;
        this.config = config;
        this.meters = meters;
        this.root = root;
        this.clock = clock;
    }

    /** How often there is to be a round. */
    public ExpiryConfig config() {
        return config;
    }

    /**
     * Deletes what has expired by the clock of every server.
     *
     * @return how many RecordSpaces
     */
    public Uni<Long> round() {
        Subspace expiries = SpaceKeys.expiries(root);
        long due = clock.instant().minus(config.clockSkew()).getEpochSecond();
        return noted.round(new Range(expiries.range().begin, expiries.pack(Tuple.from(due))))
                .invoke(meters::expired);
    }

    private CompletableFuture<Boolean> expire(FDBRecordContext context, Note note) {
        long tenantId = SpaceKeys.expiries(root).unpack(note.key()).getLong(TENANT);
        return catalog.find(context, note.tenant(), tenantId, note.space()).thenApply(found -> {
            boolean isDue = found.flatMap(space -> space.expiry(root))
                    .filter(key -> Arrays.equals(key, note.key()))
                    .isPresent();
            if (isDue) {
                catalog.delete(context, found.get());
            } else {
                context.ensureActive().clear(note.key());
            }
            return isDue;
        });
    }
}
