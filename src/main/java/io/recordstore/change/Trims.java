package io.recordstore.change;

import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.space.Catalog;
import io.recordstore.space.ChangeLogKeys;
import io.recordstore.space.NotedSpaces;
import io.recordstore.space.RecordSpace;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/**
 * Forgets changes that are older than their RecordSpace keeps them: of each in a transaction of its own, which reads one time
 * of a commit and clears ranges, however much there is. Any number of servers may be at it at once.
 */
@Singleton
public class Trims {
    private final NotedSpaces noted;
    private final Catalog catalog;
    private final ChangeConfig config;
    private final Subspace root;
    private final Clock clock;

    Trims(Transactions transactions, Catalog catalog, ChangeConfig config, @Root Subspace root, Clock clock) {
        this.noted = new NotedSpaces(transactions, transactions, WatchLimits.TRIM_PAGE, this::trim);
        this.catalog = catalog;
        this.config = config;
        this.root = root;
        this.clock = clock;
    }

    /** How often there is to be a round. */
    public ChangeConfig config() {
        return config;
    }

    /**
     * Goes through all RecordSpaces that keep changes.
     *
     * @return how many of them had changes to forget
     */
    public Uni<Long> round() {
        return noted.round(RecordSpace.trims(root).range());
    }

    private CompletableFuture<Boolean> trim(FDBRecordContext context, NotedSpaces.Note note) {
        return catalog.get(context, note.tenant(), note.space())
                .thenCompose(space -> space.changes().isKept()
                        ? trim(context.ensureActive(), space)
                        : CompletableFuture.completedFuture(false));
    }

    /** Up to the last commit of a second that lies before the retention. */
    private CompletableFuture<Boolean> trim(Transaction transaction, RecordSpace space) {
        ChangeLogKeys keys = new ChangeLogKeys(space, root);
        long oldest = clock.instant().minus(space.changes().duration()).getEpochSecond();
        Range before = new Range(keys.byTime().range().begin, keys.byTime().pack(Tuple.from(oldest)));
        return transaction.snapshot().getRange(before, 1, true).asList().thenApply(last -> {
            last.forEach(entry -> keys.trim(
                    transaction,
                    entry.getValue(),
                    keys.byTime().unpack(entry.getKey()).getLong(0)));
            return !last.isEmpty();
        });
    }
}
