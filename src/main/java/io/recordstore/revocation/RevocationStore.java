package io.recordstore.revocation;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.name.TenantName;
import io.recordstore.store.Committed;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Revocations in the store. Each has an entry under its tenant, one in a log that is ordered by commits, and where it
 * expires one in the order of expiry, whose value is the place in the log.
 */
@Singleton
class RevocationStore {
    /** A commit's versionstamp, and where in the value it goes: at its beginning. */
    private static final byte[] VERSIONSTAMP = new byte[10 + Integer.BYTES];

    private static final int VERSIONSTAMP_BYTES = 10;

    private final Transactions transactions;
    private final RevocationKeys keys;

    RevocationStore(Transactions transactions, RevocationKeys keys) {
        this.transactions = transactions;
        this.keys = keys;
    }

    /**
     * What was revoked since a place in the log.
     *
     * @param position the place of the last of them, to go on from
     * @param watch completes with the next revocation; when it was asked for
     */
    record Changes(List<LoggedRevocation> revocations, byte[] position, Optional<CompletableFuture<Void>> watch) {}

    /** Adds a revocation; of one that is there already, only the expiry changes, to the later one. */
    Uni<Revocation> add(Revocation revocation) {
        return transactions.write(context -> add(context, revocation)).map(Committed::value);
    }

    private CompletableFuture<Revocation> add(FDBRecordContext context, Revocation revocation) {
        Transaction transaction = context.ensureActive();
        return transaction
                .get(keys.revocation(revocation.tenant(), revocation.id()))
                .thenCompose(stored -> {
                    if (stored == null) {
                        write(transaction, revocation);
                        return CompletableFuture.completedFuture(revocation);
                    }
                    Revocation known = RevocationMessages.read(revocation.tenant(), revocation.id(), stored);
                    return known.endsBefore(revocation.expireTime())
                            ? replace(transaction, known, known.withExpireTime(revocation.expireTime()))
                            : CompletableFuture.completedFuture(known);
                });
    }

    private CompletableFuture<Revocation> replace(Transaction transaction, Revocation known, Revocation later) {
        byte[] expiry = keys.expiry(known.expireTime().orElseThrow(), known.tenant(), known.id());
        return transaction.get(expiry).thenApply(commit -> {
            transaction.clear(expiry);
            transaction.clear(keys.logEntry(commit));
            write(transaction, later);
            return later;
        });
    }

    private void write(Transaction transaction, Revocation revocation) {
        transaction.set(keys.revocation(revocation.tenant(), revocation.id()), RevocationMessages.stored(revocation));
        transaction.mutate(
                MutationType.SET_VERSIONSTAMPED_KEY, keys.nextLogEntry(), RevocationMessages.logEntry(revocation));
        revocation
                .expireTime()
                .map(end -> keys.expiry(end, revocation.tenant(), revocation.id()))
                .ifPresent(key -> transaction.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, key, VERSIONSTAMP));
        transaction.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, keys.lastChange(), VERSIONSTAMP);
    }

    /**
     * One page of a tenant's revocations in the order of their ids.
     *
     * @param after the last id of the page before
     */
    Uni<List<Revocation>> list(TenantName tenant, Optional<RevocationId> after, int limit) {
        Range all = keys.ofTenant(tenant).range();
        byte[] begin = after.map(id -> ByteArrayUtil.keyAfter(keys.revocation(tenant, id)))
                .orElse(all.begin);
        return transactions.read(context -> context.readTransaction(false)
                .getRange(begin, all.end, limit)
                .asList()
                .thenApply(entries -> entries.stream()
                        .map(entry ->
                                RevocationMessages.read(tenant, keys.idOf(tenant, entry.getKey()), entry.getValue()))
                        .toList()));
    }

    /** Whether any of these is revoked for the tenant. */
    Uni<Boolean> containsAny(TenantName tenant, List<String> ids) {
        return transactions.read(context -> {
            List<CompletableFuture<byte[]>> entries = ids.stream()
                    .map(id -> context.readTransaction(true).get(keys.revocation(tenant, new RevocationId(id))))
                    .toList();
            return CompletableFuture.allOf(entries.toArray(CompletableFuture[]::new))
                    .thenApply(all -> entries.stream().anyMatch(entry -> entry.join() != null));
        });
    }

    /**
     * What was revoked after a place in the log.
     *
     * @param position the place; an empty one is before the first
     * @param limit how many at most
     * @param watch whether to watch for the next
     */
    Uni<Changes> changesAfter(byte[] position, int limit, boolean watch) {
        return transactions
                .write(context -> {
                    Transaction transaction = context.ensureActive();
                    Optional<CompletableFuture<Void>> next =
                            watch ? Optional.of(transaction.watch(keys.lastChange())) : Optional.empty();
                    return transaction
                            .snapshot()
                            .getRange(keys.logAfter(position), limit)
                            .asList()
                            .thenApply(entries -> changes(entries, position, next));
                })
                .map(Committed::value);
    }

    private static Changes changes(List<KeyValue> entries, byte[] position, Optional<CompletableFuture<Void>> watch) {
        List<LoggedRevocation> revocations = entries.stream()
                .map(entry -> RevocationMessages.readLogEntry(entry.getValue()))
                .toList();
        return new Changes(
                revocations,
                entries.isEmpty() ? position : entries.get(entries.size() - 1).getKey(),
                watch);
    }

    /**
     * Forgets revocations whose tokens had expired before a time.
     *
     * @param limit how many at most, in one transaction
     * @return how many were forgotten
     */
    Uni<Integer> purge(Instant before, int limit) {
        return transactions
                .write(context -> {
                    Transaction transaction = context.ensureActive();
                    return transaction
                            .getRange(keys.expiredBefore(before), limit)
                            .asList()
                            .thenApply(entries -> {
                                entries.forEach(entry -> forget(transaction, entry));
                                return entries.size();
                            });
                })
                .map(Committed::value);
    }

    private void forget(Transaction transaction, KeyValue expiry) {
        Tuple key = keys.unpackExpiry(expiry.getKey());
        TenantName tenant = new TenantName(key.getString(1));
        transaction.clear(keys.revocation(tenant, RevocationId.of(key.getBytes(2))));
        transaction.clear(keys.logEntry(Arrays.copyOf(expiry.getValue(), VERSIONSTAMP_BYTES)));
        transaction.clear(expiry.getKey());
    }
}
