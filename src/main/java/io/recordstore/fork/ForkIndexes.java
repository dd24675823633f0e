package io.recordstore.fork;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.IndexKind;
import io.recordstore.schema.OpenRecordSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What the records alone do not give of a copy's indexes. */
final class ForkIndexes {
    /** What was, and not only what is. None of them holds the hash of a sensitive value. */
    private static final Set<IndexKind> OF_THE_PAST =
            Set.of(IndexKind.COUNT_UPDATES, IndexKind.MIN_EVER, IndexKind.MAX_EVER);

    private final OpenRecordSpace source;
    private final OpenRecordSpace target;

    /** @param source of which no read makes the transaction conflict */
    ForkIndexes(OpenRecordSpace source, OpenRecordSpace target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Before records of different moments are copied: two of them may have the value that a unique index allows once, until
     * all have been caught up. So these refuse nothing before {@link #finish}.
     *
     * @return whether there are some that can only be built when all is there
     */
    CompletableFuture<Boolean> letBeEqual() {
        CompletableFuture<Boolean> builds = CompletableFuture.completedFuture(false);
        for (IndexDefinition index : source.schema().indexes().values()) {
            if (index.unique() && source.store().isIndexReadable(index.name())) {
                builds = builds.thenCompose(before -> letBeEqual(index).thenApply(built -> before || built));
            }
        }
        return builds;
    }

    /** A bitmap tells of no equal positions. */
    private CompletableFuture<Boolean> letBeEqual(IndexDefinition index) {
        FDBRecordStore store = target.store();
        return index.kind() == IndexKind.BITMAP_VALUE
                ? store.markIndexDisabled(index.name()).thenApply(changed -> true)
                : store.markIndexWriteOnly(index.name()).thenApply(changed -> false);
    }

    /** With the transaction after which the target is as the source at its read version. */
    CompletableFuture<Void> finish() {
        CompletableFuture<Integer> copied = CompletableFuture.completedFuture(0);
        for (IndexDefinition index : source.schema().indexes().values()) {
            copied = copied.thenCompose(entries -> finish(index, entries));
        }
        return copied.thenApply(entries -> null);
    }

    /** @return how many entries have been copied so far */
    private CompletableFuture<Integer> finish(IndexDefinition index, int entries) {
        boolean isComplete = source.store().isIndexReadable(index.name());
        if (isComplete && index.unique() && target.store().isIndexWriteOnly(index.name())) {
            return target.store().uncheckedMarkIndexReadable(index.name()).thenApply(marked -> entries);
        }
        return isComplete && target.store().isIndexReadable(index.name()) && OF_THE_PAST.contains(index.kind())
                ? copyEntries(index, ForkLimits.ENTRIES_OF_THE_PAST - entries).thenApply(copied -> entries + copied)
                : CompletableFuture.completedFuture(entries);
    }

    private CompletableFuture<Integer> copyEntries(IndexDefinition index, int limit) {
        Subspace from = entries(source, index);
        Subspace to = entries(target, index);
        return source.store()
                .getRecordContext()
                .readTransaction(true)
                .getRange(Range.startsWith(from.getKey()), limit + 1)
                .asList()
                .thenApply(found -> {
                    requireWithin(index, found, limit);
                    Transaction transaction = target.store().getRecordContext().ensureActive();
                    transaction.clear(Range.startsWith(to.getKey()));
                    found.forEach(entry -> transaction.set(moved(entry, from, to), entry.getValue()));
                    return found.size();
                });
    }

    private static void requireWithin(IndexDefinition index, List<KeyValue> found, int limit) {
        if (found.size() > limit) {
            throw new LimitExceeded(
                    "fork_entries_of_the_past",
                    Integer.toString(ForkLimits.ENTRIES_OF_THE_PAST),
                    "the index '" + index.name() + "' keeps what was for more groups than a fork copies: "
                            + ForkLimits.ENTRIES_OF_THE_PAST);
        }
    }

    private static byte[] moved(KeyValue entry, Subspace from, Subspace to) {
        byte[] key = entry.getKey();
        return ByteArrayUtil.join(to.getKey(), Arrays.copyOfRange(key, from.getKey().length, key.length));
    }

    private static Subspace entries(OpenRecordSpace open, IndexDefinition index) {
        return open.store().indexSubspace(open.schema().metaData().getIndex(index.name()));
    }
}
