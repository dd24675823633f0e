package io.recordstore.quota;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.fault.DataLoss;
import io.recordstore.storage.v1.StoredQuotas;
import io.recordstore.store.Committed;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The limits that operators have set, in the store, with the versionstamp of the last change of any. */
@Singleton
class QuotaStore {
    private static final byte[] VERSIONSTAMP = new byte[10 + Integer.BYTES];

    private final Transactions transactions;
    private final QuotaKeys keys;

    QuotaStore(Transactions transactions, QuotaKeys keys) {
        this.transactions = transactions;
        this.keys = keys;
    }

    /** Limits with whose they are. */
    record Entry(QuotaOwner owner, Quotas quotas) {}

    /**
     * When something was changed last.
     *
     * @param stamp empty when nothing ever was
     * @param watch completes with the next change; when it was asked for
     */
    record LastChange(byte[] stamp, Optional<CompletableFuture<Void>> watch) {}

    /**
     * Changes limits.
     *
     * @param which those to change
     * @param values what to: of those, one that is absent is not set any more
     * @return all that are set
     */
    Uni<Quotas> set(QuotaOwner owner, Set<Limit> which, Quotas values) {
        return transactions
                .write(context -> {
                    Transaction transaction = context.ensureActive();
                    return transaction.get(keys.of(owner)).thenApply(stored -> {
                        Map<Limit, Long> limits = new EnumMap<>(Limit.class);
                        limits.putAll(read(stored).limits());
                        limits.keySet().removeAll(which);
                        values.limits().forEach((limit, value) -> {
                            if (which.contains(limit)) {
                                limits.put(limit, value);
                            }
                        });
                        Quotas changed = new Quotas(limits);
                        write(transaction, owner, changed);
                        return changed;
                    });
                })
                .map(Committed::value);
    }

    private void write(Transaction transaction, QuotaOwner owner, Quotas quotas) {
        if (quotas.limits().isEmpty()) {
            transaction.clear(keys.of(owner));
        } else {
            transaction.set(keys.of(owner), stored(quotas));
        }
        transaction.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, keys.lastChange(), VERSIONSTAMP);
    }

    /** @param watch whether to watch for the next change */
    Uni<LastChange> lastChange(boolean watch) {
        return transactions
                .write(context -> {
                    Transaction transaction = context.ensureActive();
                    Optional<CompletableFuture<Void>> next =
                            watch ? Optional.of(transaction.watch(keys.lastChange())) : Optional.empty();
                    return transaction
                            .snapshot()
                            .get(keys.lastChange())
                            .thenApply(stamp -> new LastChange(stamp == null ? new byte[0] : stamp, next));
                })
                .map(Committed::value);
    }

    /**
     * One page of all limits.
     *
     * @param after whose were the last of the page before
     */
    Uni<List<Entry>> list(Optional<QuotaOwner> after, int limit) {
        Range all = keys.all().range();
        byte[] begin =
                after.map(owner -> ByteArrayUtil.keyAfter(keys.of(owner))).orElse(all.begin);
        return transactions.read(context -> context.readTransaction(true)
                .getRange(begin, all.end, limit)
                .asList()
                .thenApply(entries -> entries.stream().map(this::entry).toList()));
    }

    private Entry entry(KeyValue entry) {
        return new Entry(keys.owner(entry.getKey()), read(entry.getValue()));
    }

    private static Quotas read(byte[] stored) {
        if (stored == null) {
            return Quotas.NONE;
        }
        Map<Limit, Long> limits = new EnumMap<>(Limit.class);
        StoredQuotas quotas = parse(stored);
        for (Limit limit : Limit.values()) {
            if (quotas.hasField(field(limit))) {
                limits.put(limit, (Long) quotas.getField(field(limit)));
            }
        }
        return new Quotas(limits);
    }

    private static StoredQuotas parse(byte[] stored) {
        try {
            return StoredQuotas.parseFrom(stored);
        } catch (InvalidProtocolBufferException e) {
            throw new DataLoss("QUOTAS_DAMAGED", "the limits that an operator has set cannot be read", Map.of());
        }
    }

    private static byte[] stored(Quotas quotas) {
        StoredQuotas.Builder stored = StoredQuotas.newBuilder();
        quotas.limits().forEach((limit, value) -> stored.setField(field(limit), value));
        return stored.build().toByteArray();
    }

    private static FieldDescriptor field(Limit limit) {
        return StoredQuotas.getDescriptor().findFieldByName(limit.label());
    }
}
