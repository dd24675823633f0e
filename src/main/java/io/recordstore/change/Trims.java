package io.recordstore.change;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import io.recordstore.space.Catalog;
import io.recordstore.space.ChangeLogKeys;
import io.recordstore.space.NotedSpaces;
import io.recordstore.space.RecordSpace;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
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
    private final ChangeMeters meters;
    private final Subspace root;
    private final Clock clock;

    Trims(
            Transactions transactions,
            Catalog catalog,
            ChangeConfig config,
            ChangeMeters meters,
            @Root Subspace root,
            Clock clock) {
        this.noted = new NotedSpaces(transactions, transactions, WatchLimits.TRIM_PAGE, this::trim);
        this.catalog = catalog;
        this.config = config;
        this.meters = meters;
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
        return noted.round(RecordSpace.trims(root).range()).invoke(meters::trimmed);
    }

    private CompletableFuture<Boolean> trim(FDBRecordContext context, NotedSpaces.Note note) {
        return catalog.get(context, note.tenant(), note.space())
                .thenCompose(space -> space.changes().isKept()
                        ? trim(context.ensureActive(), space)
                        : CompletableFuture.completedFuture(false));
    }

    /**
     * Up to the last commit of a second that lies before the retention. What is trimmed is guarded, so that no server that is
     * slow brings it back to where it was.
     */
    private CompletableFuture<Boolean> trim(Transaction transaction, RecordSpace space) {
        ChangeLogKeys keys = new ChangeLogKeys(space, root);
        long oldest = clock.instant().minus(space.changes().duration()).getEpochSecond();
        return transaction
                .snapshot()
                .getRange(keys.byTimeUpTo(oldest - 1), 1, true)
                .asList()
                .thenCombine(transaction.get(keys.trimmed()), (last, trimmed) -> {
                    List<KeyValue> later = last.stream()
                            .filter(entry -> ByteArrayUtil.compareUnsigned(entry.getValue(), trimmed) > 0)
                            .toList();
                    later.forEach(entry -> keys.trim(
                            transaction,
                            entry.getValue(),
                            keys.byTime().unpack(entry.getKey()).getLong(0)));
                    return !later.isEmpty();
                });
    }
}
